import { afterEach, expect, test } from 'vitest'
import fc from 'fast-check'
import path from 'node:path'
import { writeFileSync } from 'node:fs'
import { unwrap } from '#shared/base/result.ts'
import { cleanMessage, coAuthor, withTrailer } from '#shared/domain/landing/commit-message.ts'
import { LandingSetting, type TreeContent } from '#test/support/landing.ts'

let setting: LandingSetting

afterEach(() => setting.dispose())

/** Exports, applies the mail with a real `git am` on the base, and gives the tree that came of it. */
async function mailed(
  message?: string,
  ...flags: readonly string[]
): Promise<{ tree: string; mail: string; message: string; notice: string | null }> {
  const { repository } = setting
  const exported = unwrap(await setting.landing().exportPatch({ session: setting.session, message }))
  const mail = Buffer.from(exported.base64, 'base64')
  const file = path.join(setting.folder.path, 'patch.eml')
  writeFileSync(file, mail)
  repository.git('checkout', '-q', '-f', '-B', 'am', String(setting.base.commit))
  repository.git('am', '-q', ...flags, file)
  expect(repository.git('rev-parse', 'HEAD^')).toBe(setting.base.commit)
  return {
    tree: repository.tree(),
    mail: mail.toString('latin1'),
    message: repository.gitBytes(['log', '-1', '--format=%B']).toString('utf8').trim(),
    notice: exported.notice,
  }
}

const base = {
  'a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n',
  'crlf.txt': 'one\r\ntwo\r\nthree\r\n',
  'no-newline.txt': 'one\ntwo',
  'binary.bin': new Uint8Array([0, 1, 2, 255]),
  'latin1.txt': Buffer.from('caf\xe9\n', 'latin1'),
  'empty.txt': '',
  'folder/x.txt': 'x\n',
  'becomes-folder': 'file\n',
  'run.sh': '#!/bin/sh\n',
}

const cases: readonly (readonly [string, TreeContent])[] = [
  ['a changed line', { 'a.txt': 'one\n2\nthree\nfour\nfive\nsix\nseven\neight\n' }],
  ['CRLF', { 'crlf.txt': 'one\r\n2\r\nthree\r\n', 'new-crlf.txt': 'a\r\nb\rc\n\r\n' }],
  ['CRLF made LF', { 'crlf.txt': 'one\ntwo\nthree\n' }],
  ['no newline at the end', { 'no-newline.txt': 'one\n2', 'a.txt': 'one' }],
  ['a newline added at the end', { 'no-newline.txt': 'one\ntwo\n' }],
  ['binaries', { 'binary.bin': new Uint8Array([0, 9, 2, 255, 13, 10]), 'new.bin': new Uint8Array([0, 13]) }],
  ['a NUL late in a text', { 'late.txt': `${'line\n'.repeat(2000)}\0\n` }],
  [
    'Latin-1 and UTF-16',
    {
      'latin1.txt': Buffer.from('caf\xe9s = 1\n', 'latin1'),
      'u16.txt': Buffer.from('\ufeffhi\r\n', 'utf16le'),
    },
  ],
  ['modes', { 'run.sh': { mode: '100755', bytes: '#!/bin/sh\n' } }],
  ['a symbolic link', { link: { mode: '120000', bytes: 'a.txt' }, 'run.sh': { mode: '120000', bytes: 'x' } }],
  ['a rename', { 'a.txt': null, 'moved/a.txt': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n8\n' }],
  ['empty files', { 'empty.txt': null, 'also-empty.txt': '' }],
  [
    'a file made a folder, and back',
    { 'becomes-folder': null, 'becomes-folder/y': 'y\n', 'folder/x.txt': null, folder: 'f\n' },
  ],
  [
    'odd names',
    { 'new\nline': 'n\n', '"q"': 'q\n', ünï: 'u\n', ' lead': 'l\n', '\udce9.txt': 'latin\n', '-d': 'd\n' },
  ],
  [
    'lines that look like mail',
    { 'a.txt': 'From 1234 Mon Sep 17 00:00:00 2001\nFrom: x\n---\n-- \n=3D\n=\r\n' },
  ],
]

test.each(cases)('git am gives exactly the accepted tree: %s', async (_name, content) => {
  setting = new LandingSetting({ files: base })
  const tree = setting.accept(content)
  expect((await mailed()).tree).toBe(tree)
})

test('the author, the subject and the trailer arrive', async () => {
  setting = new LandingSetting({ files: base })
  setting.accept({ 'a.txt': 'é\r\n' })
  await mailed(
    'Größe ändern\n\nBody with ünïcode\n---\nFrom 1 Mon Sep 17 00:00:00 2001\ndiff --git a/x b/x\n',
  )
  expect(setting.repository.git('log', '-1', '--format=%an <%ae>%n%B')).toBe(
    'Ada Person <ada@example.test>\nGröße ändern\n\nBody with ünïcode\n ---\nFrom 1 Mon Sep 17 00:00:00 2001\n diff --git a/x b/x\n\nCo-authored-by: Codex <codex@agents.winnow.invalid>',
  )
})

/** The message that a landing would give the commit. */
const landed = (message: string): string =>
  withTrailer(cleanMessage(message), 'Co-authored-by', coAuthor('Codex')).trim()

test.each([
  '[parser] fix it',
  'Re: what was asked',
  're: [x] [y]: both',
  '[PATCH] [PATCH v2 1/3] of a list',
  ': a colon',
  'two  blanks\tand a tab',
  'a subject\nof two lines\n\nand a body',
  '[x] and a body\n\nFrom: someone\nSubject: else\n\n[PATCH] third',
  'plain\n\nFrom: the body\nDate: of old',
  'plain\n\n[PATCH] in the body',
  'From: a subject\n\n>From 1234 Mon Sep 17 00:00:00 2001',
  '[x] größer\n\nFrom 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001',
])('git am keeps a message that it reads in a way of its own: %s', async (message) => {
  setting = new LandingSetting({ files: base })
  const tree = setting.accept({ 'a.txt': 'é\n' })
  for (const flags of [[], ['--keep-non-patch']]) {
    const got = await mailed(message, ...flags)
    expect(got).toMatchObject({ tree, notice: null, message: landed(message) })
  }
})

test('any message survives the mail, or it is told', { timeout: 120_000 }, async () => {
  setting = new LandingSetting({ files: base })
  const tree = setting.accept({ 'a.txt': 'é\n' })
  const word = fc.constantFrom(
    ...[
      '[x]',
      '[PATCH]',
      '[PATCH 1/2]',
      'Re:',
      're:',
      ':',
      '[',
      ']',
      ' ',
      '  ',
      '\t',
      '\n',
      '\n\n',
      'word',
      'ü',
    ],
    ...['From: a', 'Date: b', 'Subject: c', '>From d', 'From e Mon Sep 17 00:00:00 2001', '#f', 'Index: g'],
    ...['---', '--- h', '----', 'diff -', 'diff --git a/i b/i', '-- >8 --', '=', '.'],
  )
  const message = fc
    .array(word, { minLength: 1, maxLength: 7 })
    .map((words) => words.join(''))
    .filter((text) => text.trim() !== '')
  await fc.assert(
    fc.asyncProperty(
      message,
      fc.constantFrom<readonly string[]>([], ['--keep-non-patch']),
      async (text, flags) => {
        const got = await mailed(text, ...flags)
        expect(got.tree).toBe(tree)
        const movedIn = got.notice === null ? /(?!)/g : /^ (?=diff -|Index: |---)/gm
        expect(got.message.replace(movedIn, '')).toBe(landed(text))
      },
    ),
    { numRuns: 60, examples: [['[PATCH]', []]] },
  )
})

test('after a landing the patch holds the rest alone', async () => {
  setting = new LandingSetting({ files: base })
  setting.accept({ 'run.sh': 'landed\n' })
  await setting.land('x')
  const tree = setting.accept({ 'a.txt': 'one\n' })
  const { tree: got, mail } = await mailed()
  expect(got).toBe(tree)
  expect(mail).not.toContain('run.sh')
})

test('nothing accepted gives no patch, and nothing of the repository is touched', async () => {
  setting = new LandingSetting({ files: base })
  expect(await setting.landing().exportPatch({ session: setting.session })).toMatchObject({
    ok: false,
    error: { kind: 'nothingAccepted' },
  })
  setting.accept({ 'a.txt': '' })
  const before = setting.listing()
  unwrap(await setting.landing().exportPatch({ session: setting.session }))
  expect(setting.listing()).toEqual(before)
})

test('any texts with odd line ends survive the mail', { timeout: 120_000 }, async () => {
  setting = new LandingSetting({ files: base })
  const line = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '\t',
      'F',
      'From x',
      '-- ',
      '---',
      '=',
      '=20',
      '+',
      '\\',
      'x'.repeat(80),
      '\ufeff',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )
  const text = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '\r\r\n')), { maxLength: 8 })
    .map((lines) => lines.map(([content, end]) => content + end).join(''))
  const last = fc.constantFrom('', 'end', 'end ', '\r', '\t')
  await fc.assert(
    fc.asyncProperty(text, last, text, async (one, end, two) => {
      const tree = setting.accept({ 'a.txt': one + end, 'crlf.txt': two, 'other.txt': two + one })
      fc.pre(tree !== setting.base.tree)
      expect((await mailed()).tree).toBe(tree)
    }),
    { numRuns: 40 },
  )
})
