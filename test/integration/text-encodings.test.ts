import { afterEach, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
afterEach(() => harness.dispose())

const latin = (text: string): Buffer => Buffer.from(text, 'latin1')
/** "中文编码", "测试，中文" and "编码" in GBK. */
const [first, second, third] = ['d6d0cec4b1e0c2eb', 'b2e2cad4a3acd6d0cec4', 'b1e0c2eb'].map((hex) =>
  Buffer.from(hex, 'hex').toString('latin1'),
)

it('a text in GBK has hunks and own edits, and lands byte by byte', async () => {
  const base = latin(`${first}\nb\nc\nd\ne\nf\n${second}\n`)
  harness = await ReviewHarness.make({ 'a.txt': base })
  await harness.revise({ 'a.txt': latin(`${first}${third}\nb\nc\nd\ne\nf\n${second}${third}\n`) })
  const shown = unwrap(await harness.reviews.file('s1', 'a.txt'))
  expect(shown.after).toMatchObject({ encoding: 'gb18030', readOnly: null })
  expect(shown.after?.text).toBe('中文编码编码\nb\nc\nd\ne\nf\n测试，中文编码\n')
  const [one, two] = await harness.hunks()
  if (one === undefined || two === undefined) throw new Error('there are two hunks')
  await harness.decide([one], 'accept')
  await harness.decide([two], 'reject')
  expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(
    `${first}${third}\nb\nc\nd\ne\nf\n${second}\n`,
  )
  await harness.edit('a.txt', 4, 1, '测试\n')
  expect(harness.content(await harness.acceptedTree(), 'a.txt')).toBe(
    `${first}${third}\nb\nc\n${latin('\xb2\xe2\xca\xd4').toString('latin1')}\ne\nf\n${second}\n`,
  )
  // In the encoding that the person chose an edit is written in that one.
  const chosen = unwrap(await harness.reviews.file('s1', 'a.txt', { encoding: 'euc-kr' }))
  expect(chosen.after?.encoding).toBe('euc-kr')
  const { oid } = chosen.after ?? { oid: '' }
  const asked = { path: 'a.txt', oid, start: 2, lines: 1, text: '한\n', encoding: 'euc-kr' } as const
  unwrap(await harness.reviews.edit('s1', asked))
  expect(harness.content(await harness.acceptedTree(), 'a.txt')).toContain('\n\xc7\xd1\nc\n')
  const none = await harness.reviews.edit('s1', { ...asked, oid: '', text: 'a\n' })
  expect(none).toMatchObject({ ok: false, error: { kind: 'staleEdit' } })
})

it('a text in UTF-16 is shown as text and decided as a whole, byte by byte', async () => {
  const text = (lines: readonly string[], mark = '\ufeff'): Buffer =>
    Buffer.from(`${mark}${lines.join('\r\n')}\r\n`, 'utf16le')
  // A byte 0x0A in a character, as in U+0A0A, is no end of a line.
  const before = text(['one', '\u0a0a\u4e0a', 'three', 'four'])
  const after = text(['one', '\u0a0a\u4e0a two', 'three', 'four'])
  harness = await ReviewHarness.make({
    'le.txt': before,
    'be.txt': Buffer.from(before).swap16(),
    'bare.txt': text(['one', 'two'], ''),
    'data.bin': Buffer.from([0, 1, 2, 3]),
  })
  await harness.revise({
    'le.txt': after,
    'be.txt': Buffer.from(after).swap16(),
    'bare.txt': text(['one', 'two', 'three'], ''),
    'data.bin': Buffer.from([0, 1, 2, 4]),
  })
  for (const [name, encoding] of [
    ['le.txt', 'utf-16le'],
    ['be.txt', 'utf-16be'],
  ] as const) {
    const [hunk] = await harness.hunks(name)
    const shown = unwrap(await harness.reviews.file('s1', name))
    expect(hunk?.kind).toBe('binary')
    expect(shown.after).toMatchObject({ encoding, bom: true, crlf: true, omitted: null })
    expect(shown.after?.text).toBe('one\n\u0a0a\u4e0a two\nthree\nfour\n')
    expect(shown.before?.text).toBe('one\n\u0a0a\u4e0a\nthree\nfour\n')
    const span = { oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }
    expect(shown.lines).toEqual([{ hunk: hunk?.id, edit: false, ...span }])
    expect(shown.after?.readOnly).toMatch(/decided as a whole/)
  }
  expect(unwrap(await harness.reviews.file('s1', 'bare.txt')).after).toMatchObject({
    text: 'one\ntwo\nthree\n',
    bom: false,
    encoding: 'utf-16le',
  })
  expect(unwrap(await harness.reviews.file('s1', 'data.bin')).after).toMatchObject({
    omitted: 'binary',
    text: '',
  })
  expect(unwrap(await harness.reviews.file('s1', 'data.bin', { encoding: 'latin1' })).after).toMatchObject({
    omitted: null,
    text: '\u2400\u2401\u2402\u2404',
  })
  await harness.decide(await harness.hunks('le.txt'), 'accept')
  await harness.decide(await harness.hunks('be.txt'), 'reject')
  const tree = await harness.acceptedTree()
  expect(harness.content(tree, 'le.txt')).toBe(after.toString('latin1'))
  expect(harness.content(tree, 'be.txt')).toBe(Buffer.from(before).swap16().toString('latin1'))
})

async function previousTexts(hunk: { readonly id: string } | undefined): Promise<readonly string[]> {
  const { what, then, now } = unwrap(await harness.reviews.previous('s1', hunk?.id ?? '', { whole: true }))
  return [what, then, now]
}

it('what was decided is held against now in the encoding of the whole file, chosen or not', async () => {
  const rest = latin(`${first}\n${second}\n`)
  const line = (hex: string): Buffer => Buffer.concat([rest, Buffer.from(hex, 'hex'), latin('\n')])
  harness = await ReviewHarness.make({ 'a.txt': rest })
  // "榛" and "榛子": alone nothing in particular.
  await harness.revise({ 'a.txt': line('e9bb') })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'a.txt': line('e9bbd7d3') })
  const [hunk] = await harness.hunks()
  expect(await previousTexts(hunk)).toEqual(['decided', '榛\n', '榛子\n'])
  harness.encoding = { chosen: 'latin1', likely: () => Promise.resolve(null) }
  expect(await previousTexts(hunk)).toEqual(['decided', '\u00e9\u00bb\n', '\u00e9\u00bb\u00d7\u00d3\n'])
})

it('a text in UTF-16 is held against what was decided of it', async () => {
  const text = (line: string): Buffer => Buffer.from(`\ufeff${line}\n`, 'utf16le')
  harness = await ReviewHarness.make({ 'a.txt': text('one'), 'b.bin': Buffer.from([0, 1]) })
  await harness.revise({ 'a.txt': text('two'), 'b.bin': Buffer.from([0, 2]) })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'a.txt': text('three'), 'b.bin': Buffer.from([0, 3]) })
  const [one] = await harness.hunks('a.txt')
  const [two] = await harness.hunks('b.bin')
  expect(await previousTexts(one)).toEqual(['decided', 'two\n', 'three\n'])
  expect(await previousTexts(two)).toEqual(['decided', '', ''])
})
