import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { firstLine } from '#shared/diff/lines.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { ReviewHarness } from '#test/support/review-harness.ts'

let harness: ReviewHarness
beforeEach(async () => {
  harness = await ReviewHarness.make({ 'a.txt': 'one\n' })
})
afterEach(() => harness.dispose())

const shown = async (path = 'new.txt'): Promise<FileText> =>
  unwrap(await harness.reviews.file(harness.session, path))
const hunk = async (path = 'new.txt') => known((await harness.hunks(path))[0])
/** What must be there. */
function known<T>(found: T | null | undefined): T {
  if (found == null) throw new Error('it is not there')
  return found
}

const accept = async (path = 'new.txt'): Promise<void> => harness.decide([await hunk(path)], 'accept')

const moveBase = (files: Readonly<Record<string, string>>): Promise<void> => {
  harness.repository.write(files)
  return harness.moveBase(harness.repository.tree(harness.repository.commit('base')))
}

/** Lines as git has them: what ends with a line feed, and the rest. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '')

it('tells of a new file what was decided, and nothing once that is taken back', async () => {
  await harness.revise({ 'new.txt': 'a\nb\nc\n' })
  const { id: decided } = await hunk()
  expect(await shown()).not.toHaveProperty('since')
  await accept()
  await harness.revise({ 'new.txt': 'a\nB\nc\n' })
  const { id } = await hunk()
  expect((await shown()).since).toMatchObject({
    decided: [{ hunk: id, decided }],
    before: { text: 'a\nb\nc\n' },
    lines: [{ hunk: id, oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }],
  })
  // It tells of what was decided, however many revisions came since.
  await harness.revise({ 'new.txt': 'a\nB\nc\nd\n' })
  expect((await shown()).since).toMatchObject({ decided: [{ decided }], lines: [{}, {}] })
  unwrap(await harness.reviews.undo(harness.session))
  expect(await shown()).not.toHaveProperty('since')
})

const numbered = (count: number, put: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, at) => put[at + 1] ?? `line ${at + 1}\n`).join('')

it('holds the hunks of a file that are others now against what was decided, and the rest against the base', async () => {
  harness.dispose()
  harness = await ReviewHarness.make({ 'a.txt': numbered(30) })
  const put = { 3: 'put 3\n', 10: 'one\ntwo\nthree\nfour\n', 20: 'put 20\n' }
  await harness.revise({ 'a.txt': numbered(30, put) })
  const [, long] = await harness.hunks()
  await harness.decide([known(long)], 'reject')
  await harness.revise({
    'a.txt': numbered(30, { ...put, 5: 'new 5\n', 10: 'one\ntwo\nTHREE\nfour\nfive\n' }),
  })
  const hunks = await harness.hunks()
  const changed = known(hunks.find(({ supersedes }) => supersedes !== null))
  const { since } = await shown('a.txt')
  expect(since?.before.text).toBe(numbered(30, { 10: put[10] }))
  expect(since?.decided).toEqual([{ hunk: changed.id, decided: long?.id }])
  const lines = since?.lines.map(({ hunk: of, ...line }) => [
    hunks.findIndex(({ id }) => id === of),
    ...Object.values(line),
  ])
  expect(lines).toEqual([
    [0, 3, 1, 3, 1],
    [1, 5, 1, 5, 1],
    [2, 12, 1, 12, 1],
    [2, 13, 0, 14, 1],
    // The lines that were decided stand above it now, on both sides.
    [3, 23, 1, 24, 1],
  ])
})

it('holds nothing against a place where more was changed than what was decided', async () => {
  harness.dispose()
  harness = await ReviewHarness.make({ 'a.txt': numbered(30) })
  await harness.revise({ 'a.txt': numbered(30, { 3: 'put 3\n', 5: 'put 5\n', 20: 'put 20\n' }) })
  const [first, , last] = await harness.hunks()
  await harness.decide([known(first), known(last)], 'accept')
  // What was put in line 5 was never decided; it is part of one hunk now with what was. The other was cut in two.
  await harness.revise({
    'a.txt': numbered(30, {
      3: 'put 3\n',
      4: 'put 4\n',
      5: 'put 5\n',
      19: 'put 19\n',
      20: 'line 20\n',
      21: 'put 21\n',
    }),
  })
  expect((await harness.hunks()).filter(({ supersedes }) => supersedes !== null).length).toBeGreaterThan(0)
  const { since } = await shown('a.txt')
  expect(since?.decided.map(({ decided }) => decided) ?? []).not.toContain(first?.id)
})

it('tells of nothing that the person did not decide themselves, or only put off', async () => {
  await harness.revise({ 'new.txt': 'a\nb\nc\n', 'put-off.txt': 'a\nb\nc\n' })
  const one = await hunk()
  unwrap(
    await harness.reviews.decide(harness.session, [{ hunk: one.id, verdict: 'accept' }], {
      client: 'commandLine',
    }),
  )
  await harness.decide([await hunk('put-off.txt')], 'defer')
  await harness.revise({ 'new.txt': 'a\nB\nc\n', 'put-off.txt': 'a\nB\nc\n' })
  expect((await hunk()).supersedes).not.toBeNull()
  expect((await hunk('put-off.txt')).supersedes).not.toBeNull()
  expect(await shown()).not.toHaveProperty('since')
  expect(await shown('put-off.txt')).not.toHaveProperty('since')
})

it('tells of nothing where it is no text, or over another base', async () => {
  await harness.revise({ 'a.txt': 'top\none\n', 'new.txt': 'a\nb\n' })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'a.txt': 'other top\none\n', 'new.txt': Buffer.from('a\0b\n') })
  expect(await shown('a.txt')).toMatchObject({ since: { lines: [{ oldStart: 1, oldLines: 1 }] } })
  expect(await shown()).not.toHaveProperty('since')
  await moveBase({ 'a.txt': 'one\nand more\n' })
  expect(await shown('a.txt')).not.toHaveProperty('since')
})

it('tells of line ends and of bytes that look the same', async () => {
  await harness.revise({ 'new.txt': 'a\nb\n', 'bytes.txt': Buffer.from('\xff\n\xfe\n', 'latin1') })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'new.txt': 'a\r\nb\r\n', 'bytes.txt': Buffer.from('\xff\n\xfd\n', 'latin1') })
  expect((await shown()).since?.lines).toMatchObject([{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 2 }])
  const { since } = await shown('bytes.txt')
  expect(since?.lines).toMatchObject([{ oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }])
})

const line = fc.constantFrom('a', 'b', 'a\r', '', ' a', '\uFEFFa', '}', 'ä')
const text = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))
  .filter((made) => made !== '')

/** Puts all changes into the text that they are against. */
function applied(since: NonNullable<FileText['since']>, after: string): string {
  const [old, fresh] = [linesOf(since.before.text), linesOf(after)]
  let [at, made] = [0, '']
  for (const run of since.lines) {
    const from = firstLine(run.oldStart, run.oldLines)
    const start = firstLine(run.newStart, run.newLines)
    made += old.slice(at, from).join('') + fresh.slice(start, start + run.newLines).join('')
    at = from + run.oldLines
  }
  return made + old.slice(at).join('')
}

it('leaves out no line of a new file that was not decided byte for byte', async () => {
  let asked = 0
  await fc.assert(
    fc.asyncProperty(text, text, async (then, now) => {
      fc.pre(then !== now)
      const path = `new-${(asked += 1)}.txt`
      await harness.revise({ [path]: then })
      await accept(path)
      await harness.revise({ [path]: now })
      const made = known((await shown(path)).since)
      expect(made.before.bytes).toBe(Buffer.byteLength(then))
      const fresh = { ...made, before: { ...made.before, text: then } }
      expect(applied(fresh, now)).toBe(now)
    }),
    { numRuns: 25 },
  )
})

it('leaves out no line of a file that is neither of the base nor of what was decided there', async () => {
  const parts = fc.array(fc.array(line, { maxLength: 3 }), { minLength: 5, maxLength: 5 })
  const made = (of: readonly (readonly string[])[]): string =>
    of.map((part, at) => `${part.map((one) => `${one}\n`).join('')}== ${at}\n== and ${at}\n`).join('')
  let [asked, held] = [0, 0]
  await harness.revise({ 'a.txt': 'first\n' })
  await fc.assert(
    fc.asyncProperty(
      parts,
      parts,
      parts,
      fc.array(fc.constantFrom('accept', 'reject', null), { minLength: 5, maxLength: 5 }),
      async (base, then, now, verdicts) => {
        const [from, before, after] = [made(base), made(then), made(now)]
        fc.pre(new Set([from, before, after]).size === 3)
        const path = `old-${(asked += 1)}.txt`
        await moveBase({ [path]: from })
        await harness.revise({ [path]: before })
        const decided = await harness.hunks(path)
        for (const [at, one] of decided.entries()) {
          const verdict = verdicts[at] ?? null
          if (verdict !== null) await harness.decide([one], verdict)
        }
        await harness.revise({ [path]: after })
        const { since } = await shown(path)
        if (since === undefined) return
        held += since.decided.length
        const hunks = new Map((await harness.hunks(path)).map((one) => [one.id, one]))
        const past = since.decided.map((pair) => known(decided.find(({ id }) => id === pair.decided)))
        expect(past.map((one) => verdicts[decided.indexOf(one)])).not.toContain(null)
        expect(since.decided.map((pair) => hunks.get(pair.hunk)?.supersedes?.hunk)).toEqual(
          since.decided.map((pair) => pair.decided),
        )
        // Byte for byte, where no end or mark is left out of what is shown.
        if (since.before.bytes !== Buffer.byteLength(since.before.text)) return
        expect(applied(since, after)).toBe(after)
        // What was not decided stands on the old side nowhere: each of its lines is of the base, or of a decided hunk.
        const put = past.flatMap(({ newStart, newLines }) => {
          const first = firstLine(newStart, newLines)
          return linesOf(before).slice(first, first + newLines)
        })
        expect(linesOf(from).concat(put)).toEqual(expect.arrayContaining(linesOf(since.before.text)))
      },
    ),
    { numRuns: 40 },
  )
  expect(held).toBeGreaterThan(5)
})
