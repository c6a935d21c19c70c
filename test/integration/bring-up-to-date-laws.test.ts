import { writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Verdict } from '#shared/domain/review/decided.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import type { TestWorkbench } from '#test/support/workbench.ts'

let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => void made.commit('one', { a: 'a\n' }),
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

type Op = 'replace' | 'insert' | 'delete'
type Edits = ReadonlyMap<number, Op>

const count = 30
/** No line is twice, so that git can cut a change in one way only. */
const base = Array.from({ length: count }, (_, at) => `line ${at}`)

/** The lines with these edits; what is written is of whoever did it. */
function edited(edits: Edits, who: string): readonly string[] {
  return base.flatMap((line, at) => {
    const op = edits.get(at)
    if (op === 'replace') return [`${who} ${at}`]
    if (op === 'insert') return [line, `${who} after ${at}`]
    return op === 'delete' ? [] : [line]
  })
}
const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const edits = fc
  .uniqueArray(fc.tuple(fc.nat(count - 1), fc.constantFrom<Op>('replace', 'insert', 'delete')), {
    minLength: 1,
    maxLength: 6,
    selector: ([at]) => at,
  })
  .map((all): Edits => new Map(all))

interface Seen {
  readonly id: string
  readonly from: number
  readonly to: number
  /** What it takes away and what it puts in, which says what it is wherever it stands. */
  readonly content: string
  readonly verdict: Verdict | null
}

/** The hunks of the file, by what they say of its lines. */
async function hunks(
  session: string,
  old: readonly string[],
  now: readonly string[],
): Promise<readonly Seen[]> {
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  return files.flatMap((file) =>
    file.hunks.map((hunk) => {
      const from = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1
      const fresh = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1
      const content = JSON.stringify([
        old.slice(from, from + hunk.oldLines),
        now.slice(fresh, fresh + hunk.newLines),
      ])
      return { id: hunk.id, from, to: from + hunk.oldLines, content, verdict: hunk.decision }
    }),
  )
}
async function decide(
  session: string,
  all: readonly Seen[],
  verdict: (at: number) => Verdict,
): Promise<void> {
  const decisions = all.map((one, at) => ({ hunk: one.id, verdict: verdict(at) }))
  if (decisions.length > 0) unwrap(await workbench.client.review.decide({ session, decisions }))
}
const accepted = async (session: string): Promise<string> =>
  unwrap(await workbench.client.landing.preview({ session, branch: 'elsewhere' })).tree

const verdicts: readonly Verdict[] = ['accept', 'reject', 'defer']

test('what the merge did not touch stays decided, nothing is carried to other content, and the trees are exact', async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, fc.nat(2), async (own, others, first) => {
      repository.commit('begin', { a: textOf(base) })
      const written = path.join(folder.path, 'written')
      const mine = edited(own, 'agent')
      writeFileSync(written, textOf(mine))
      const session = await workbench.task(id, `cp '${written}' a`)
      await workbench.state(session, 'ready')
      const before = await hunks(session, base, mine)
      const given = (at: number): Verdict => verdicts[(first + at) % 3] ?? 'accept'
      await decide(session, before, given)
      const theirs = edited(others, 'others')
      repository.commit('others', { a: textOf(theirs) })
      const brought = unwrap(await workbench.client.session.bringUpToDate({ session, conflicts: 'mark' }))
      expect(brought.commits).toBe(1)

      const { revisions, baseTree } = unwrap(await workbench.client.session.get({ session }))
      const revision = revisions.at(-1)?.tree ?? ''
      expect(baseTree).toBe(repository.tree('main'))
      const text = repository.git('show', `${revision}:a`).split('\n')
      const now = await hunks(session, theirs, text)
      const known = new Set(before.map(({ content }, at) => `${given(at)} ${content}`))
      for (const { verdict, content } of now.filter((one) => one.verdict !== null))
        expect(known).toContain(`${verdict} ${content}`)
      const stand = new Set(now.map(({ verdict, content }) => `${verdict} ${content}`))
      const touched = [...others.keys()]
      const kept = before.flatMap(({ from, to, content }, at) =>
        touched.some((line) => line >= from - 2 && line <= to + 1) ? [] : [`${given(at)} ${content}`],
      )
      for (const one of kept) expect(stand).toContain(one)

      await decide(session, now, () => 'accept')
      expect(await accepted(session)).toBe(revision)
      await decide(session, now, () => 'reject')
      expect(await accepted(session)).toBe(baseTree)
    }),
    { numRuns: process.env['WINNOW_TEST_LONG'] === '1' ? 100 : 5 },
  )
}, 600_000)
