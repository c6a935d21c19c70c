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
const hunk = async (path = 'new.txt') => (await harness.hunks(path))[0] ?? expect.fail('no hunk')
const accept = async (path = 'new.txt'): Promise<void> => harness.decide([await hunk(path)], 'accept')

/** Lines as git has them: what ends with a line feed, and the rest. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '')

it('tells of a new file what was decided, and nothing once that is taken back', async () => {
  await harness.revise({ 'new.txt': 'a\nb\nc\n' })
  const { id: decided } = await hunk()
  expect(await shown()).not.toHaveProperty('since')
  await accept()
  await harness.revise({ 'new.txt': 'a\nB\nc\n' })
  const { since } = await shown()
  expect(since).toMatchObject({
    decided,
    number: 1,
    before: { text: 'a\nb\nc\n' },
    lines: [{ oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }],
  })
  expect(since?.hunk).toBe((await hunk()).id)
  // It tells of the revision in which it was decided, however many came since.
  await harness.revise({ 'new.txt': 'a\nB\nc\nd\n' })
  expect((await shown()).since).toMatchObject({ decided, number: 1, lines: [{}, {}] })
  unwrap(await harness.reviews.undo(harness.session))
  expect(await shown()).not.toHaveProperty('since')
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

it('tells of nothing where the file was not new, or is no text', async () => {
  await harness.revise({ 'a.txt': 'top\none\n', 'new.txt': 'a\nb\n' })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'a.txt': 'other top\none\n', 'new.txt': Buffer.from('a\0b\n') })
  expect((await hunk('a.txt')).supersedes).not.toBeNull()
  expect(await shown('a.txt')).not.toHaveProperty('since')
  expect(await shown()).not.toHaveProperty('since')
})

it('tells of line ends and of bytes that look the same', async () => {
  await harness.revise({ 'new.txt': 'a\nb\n', 'bytes.txt': Buffer.from('\xff\n\xfe\n', 'latin1') })
  await harness.decide(await harness.hunks(), 'accept')
  await harness.revise({ 'new.txt': 'a\r\nb\r\n', 'bytes.txt': Buffer.from('\xff\n\xfd\n', 'latin1') })
  expect((await shown()).since?.lines).toEqual([{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 2 }])
  const { since } = await shown('bytes.txt')
  expect(since?.lines).toEqual([{ oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }])
})

it('leaves out no line that was not decided byte for byte', async () => {
  const line = fc.constantFrom('a', 'b', 'a\r', '', ' a', '\uFEFFa', '}', 'ä')
  const text = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean())
    .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))
    .filter((made) => made !== '')
  let asked = 0
  await fc.assert(
    fc.asyncProperty(text, text, async (then, now) => {
      fc.pre(then !== now)
      const path = `new-${(asked += 1)}.txt`
      await harness.revise({ [path]: then })
      await accept(path)
      await harness.revise({ [path]: now })
      const { since } = await shown(path)
      const [old, fresh] = [linesOf(then), linesOf(now)]
      let [at, made] = [0, '']
      for (const run of since?.lines ?? []) {
        const from = firstLine(run.oldStart, run.oldLines)
        made += old.slice(at, from).join('')
        const start = firstLine(run.newStart, run.newLines)
        made += fresh.slice(start, start + run.newLines).join('')
        at = from + run.oldLines
      }
      expect(since?.decided).toBeDefined()
      expect(made + old.slice(at).join('')).toBe(now)
    }),
    { numRuns: 25 },
  )
})
