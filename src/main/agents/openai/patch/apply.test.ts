import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyPatch } from './apply.ts'

let root: string
let worktree: string

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'winnow-patch-'))
  worktree = path.join(root, 'worktree')
  mkdirSync(worktree)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const at = (...parts: string[]): string => path.join(worktree, ...parts)
const patch = (text: string): string => `*** Begin Patch\n${text}\n*** End Patch`

test('keeps the mode of a changed and of a moved file', async () => {
  writeFileSync(at('run.sh'), 'echo a\n', { mode: 0o755 })
  const result = await applyPatch(worktree, patch('*** Update File: run.sh\n@@\n-echo a\n+echo b'))
  const diff = '--- a/run.sh\n+++ b/run.sh\n@@ -1,1 +1,1 @@\n-echo a\n+echo b\n'
  expect(result).toEqual({ ok: true, value: { files: [{ kind: 'M', path: 'run.sh' }], diff } })
  expect(statSync(at('run.sh')).mode & 0o777).toBe(0o755)
  await applyPatch(worktree, patch('*** Update File: run.sh\n*** Move to: bin/run.sh'))
  expect(statSync(at('bin/run.sh')).mode & 0o777).toBe(0o755)
})

test('takes an absolute path inside the worktree, also through a link to it', async () => {
  symlinkSync(worktree, path.join(root, 'alias'))
  expect((await applyPatch(worktree, patch(`*** Add File: ${at('a.txt')}\n+a`))).ok).toBe(true)
  const alias = path.join(root, 'alias')
  expect((await applyPatch(alias, patch(`*** Add File: ${alias}/b.txt\n+b`))).ok).toBe(true)
  expect(readdirSync(worktree).toSorted()).toEqual(['a.txt', 'b.txt'])
})

test.each([
  ['a linked folder', 'out/new.txt'],
  ['a linked file', 'file-out'],
  ['a broken link', 'broken'],
  ['a loop', 'loop'],
])('refuses to write outside through %s', async (_, name) => {
  mkdirSync(path.join(root, 'outside'))
  writeFileSync(path.join(root, 'outside/file'), 'theirs\n')
  symlinkSync(path.join(root, 'outside'), at('out'))
  symlinkSync(path.join(root, 'outside/file'), at('file-out'))
  symlinkSync(path.join(root, 'nowhere'), at('broken'))
  symlinkSync('loop', at('loop'))
  const result = await applyPatch(
    worktree,
    patch(`*** Add File: ok.txt\n+fine\n*** Add File: ${name}\n+mine`),
  )
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining('symbolic link') })
  expect(readdirSync(path.join(root, 'outside'))).toEqual(['file'])
  expect(readFileSync(path.join(root, 'outside/file'), 'utf8')).toBe('theirs\n')
  expect(readdirSync(worktree)).not.toContain('ok.txt')
})

test('edits the file that a link inside the worktree leads to, and leaves the link', async () => {
  writeFileSync(at('real.txt'), 'a\n')
  symlinkSync('real.txt', at('link.txt'))
  expect((await applyPatch(worktree, patch('*** Update File: link.txt\n@@\n-a\n+b'))).ok).toBe(true)
  expect(readFileSync(at('real.txt'), 'utf8')).toBe('b\n')
  expect(
    readdirSync(worktree, { withFileTypes: true })
      .find((file) => file.name === 'link.txt')
      ?.isSymbolicLink(),
  ).toBe(true)
  const removed = await applyPatch(worktree, patch('*** Delete File: link.txt'))
  expect(removed).toMatchObject({ ok: false, error: expect.stringContaining('is a symbolic link') })
})

test('refuses what git owns, through a link too', async () => {
  writeFileSync(at('.git'), 'gitdir: /elsewhere\n')
  mkdirSync(at('sub/.git'), { recursive: true })
  symlinkSync('sub/.git', at('harmless'))
  for (const name of ['.git', 'sub/.git/config', 'harmless/config', 'sub/../.git']) {
    const result = await applyPatch(worktree, patch(`*** Add File: ${name}\n+x`))
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining('belongs to git') })
  }
  expect((await applyPatch(worktree, patch('*** Add File: .gitignore\n+x'))).ok).toBe(true)
})

test('puts everything back when a write fails halfway', async () => {
  writeFileSync(at('a.txt'), 'a\n')
  writeFileSync(at('z.txt'), 'z\n')
  const text = patch(
    '*** Delete File: z.txt\n*** Update File: a.txt\n@@\n-a\n+A\n*** Add File: a.txt/b.txt\n+no',
  )
  const result = await applyPatch(worktree, text)
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining('Nothing was changed.') })
  expect(readdirSync(worktree).toSorted()).toEqual(['a.txt', 'z.txt'])
  expect(readFileSync(at('a.txt'), 'utf8')).toBe('a\n')
  expect(readFileSync(at('z.txt'), 'utf8')).toBe('z\n')
})

/** A patch that turns one text into the other, written as a model would: whole context, then the change. */
function wholePatch(before: readonly string[], after: readonly string[]): string {
  const lines = [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)]
  return patch(`*** Update File: f\n@@\n${lines.join('\n')}`)
}

test('law: a patch with all old lines gives exactly the new lines, with the ends of the file', async () => {
  const line = fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[\r\n\0]/g, ''))
  const lines = fc.array(line, { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(
      lines,
      lines,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      async (before, after, end, ended) => {
        // A file whose last line is empty and has no end has one line less.
        fc.pre(ended || (before.at(-1) !== '' && after.at(-1) !== ''))
        const text = (all: readonly string[]): string => all.join(end) + (ended ? end : '')
        // One line without an end does not say which end the file has.
        const known = end === '\n' || ended || before.length > 1
        fc.pre(known)
        writeFileSync(at('f'), text(before))
        const result = await applyPatch(worktree, wholePatch(before, after))
        expect(result.ok ? '' : result.error).toBe('')
        expect(readFileSync(at('f'), 'utf8')).toBe(text(after))
      },
    ),
    { numRuns: 300 },
  )
})

test('law: untouched lines stay byte for byte', async () => {
  const ends = fc.constantFrom('\n', '\r\n')
  const fileLine = fc.tuple(
    fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[\r\n\0]/g, ' ')),
    ends,
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fileLine, { maxLength: 12 }),
      fc.array(fileLine, { maxLength: 12 }),
      async (above, below) => {
        const raw = (all: readonly (readonly [string, string])[]): string =>
          all.map((part) => part.join('')).join('')
        writeFileSync(at('f'), `${raw(above)}THE LINE\n${raw(below)}`)
        const result = await applyPatch(worktree, patch('*** Update File: f\n@@\n-THE LINE\n+ANOTHER'))
        expect(result.ok).toBe(true)
        expect(readFileSync(at('f'), 'utf8')).toBe(`${raw(above)}ANOTHER\n${raw(below)}`)
      },
    ),
    { numRuns: 200 },
  )
})
