import type { FileDiff } from '#shared/contract/changeset.ts'
import { matchSameEffect, type IdentifiedReplacement } from '#shared/diff/same-effect.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import type { Lines } from '#shared/diff/lines.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Ledger, LedgerEntry } from '#shared/review/ledger.ts'
import { basePathOf } from '#shared/review/outcome.ts'
import type { GitFailure } from '../git/run.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import type { ReviewOptions, ReviewSubject } from './options.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { ComputedChangeset } from './view.ts'

export interface LedgerTools extends Pick<ReviewOptions, 'buildAcceptedTree'> {
  readonly cache: ChangesetCache
  readonly subject: ReviewSubject
  readonly ledger: Ledger
}

/** A hunk as a replacement of the base's lines. */
export function identified(file: FileDiff, revision: Lines): IdentifiedReplacement[] {
  return file.hunks
    .filter((hunk) => hunk.kind === 'text')
    .map((hunk) => ({ id: hunk.id, ...replacementOf(revision, hunk) }))
}

/**
 * What the ledger must note of revisions that it has not seen: which rejected hunks are absent, and which new hunks do
 * what decided ones did. The base is the ledger's.
 */
export async function newRevisionEntries(
  tools: LedgerTools,
): Promise<Result<readonly LedgerEntry[], GitFailure>> {
  const { ledger, subject, cache } = tools
  const entries: LedgerEntry[] = []
  const revisions = subject.revisions.filter((revision) => revision.number >= ledger.seen)
  let before: ComputedChangeset | null = null
  for (const revision of revisions) {
    const computed = await cache.get(subject.objects, subject.baseTree, revision.tree)
    if (!computed.ok) return computed
    const now = computed.value
    if (revision.number > ledger.seen) {
      const present = new Set(now.files.flatMap((file) => file.hunks.map((hunk) => hunk.id)))
      const absent: string[] = []
      for (const [hunk, record] of ledger.records()) {
        if (record.verdict === 'reject' && !record.absent && !present.has(hunk)) absent.push(hunk)
      }
      entries.push({ type: 'absent', revision: revision.number, hunks: absent })
      if (before) {
        const pairs = await recutPairs(tools, before, now)
        if (!pairs.ok) return pairs
        if (pairs.value.length > 0) {
          entries.push({ type: 'recut', revision: revision.number, pairs: pairs.value })
        }
      }
    }
    before = now
  }
  return ok(entries)
}

type Pairs = readonly { readonly now: string; readonly were: readonly string[] }[]

/** Undecided text hunks of `now` that do what decided ones of `before`, gone from `now`, did. */
async function recutPairs(
  { ledger, subject }: LedgerTools,
  before: ComputedChangeset,
  now: ComputedChangeset,
): Promise<Result<Pairs, GitFailure>> {
  const present = new Set(now.files.flatMap((file) => file.hunks.map((hunk) => hunk.id)))
  const former = new Map(before.files.map((file) => [basePathOf(file), file]))
  const pairs: { now: string; were: readonly string[] }[] = []
  for (const file of now.files) {
    const old = former.get(basePathOf(file))
    if (!old || !hasLines(old) || !hasLines(file) || old.change === 'added' || file.change === 'added')
      continue
    const gone = new Set(old.hunks.filter(({ id }) => !present.has(id)).map(({ id }) => id))
    const known = new Set(old.hunks.map(({ id }) => id))
    const fresh = file.hunks.filter(({ id }) => !known.has(id) && !ledger.record(id)).map(({ id }) => id)
    if (fresh.length === 0 || ![...gone].some((id) => ledger.record(id))) continue
    const oldLines = await readLines(subject.objects, old)
    if (!oldLines.ok) return oldLines
    const newLines = await readLines(subject.objects, file)
    if (!newLines.ok) return newLines
    const free = new Set(fresh)
    const matches = matchSameEffect(
      newLines.value.base,
      identified(old, oldLines.value.revision),
      identified(file, newLines.value.revision),
    )
    for (const match of matches) if (free.has(match.now)) pairs.push(match)
  }
  return ok(pairs)
}
