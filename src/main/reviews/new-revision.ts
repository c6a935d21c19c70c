import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { matchSameEffect, type IdentifiedReplacement, type SameEffect } from '#shared/diff/same-effect.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import type { Lines } from '#shared/diff/lines.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Ledger } from '#shared/domain/review/ledger.ts'
import type { LedgerFact } from '#shared/domain/review/entries/index.ts'
import { basePathOf } from '#shared/domain/review/outcome.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import type { ReviewOptions, ReviewSubject } from './options.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'

export interface LedgerTools extends Pick<ReviewOptions, 'buildAcceptedTree' | 'hunkIdAt'> {
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
): Promise<Result<readonly LedgerFact[], GitFailure>> {
  const { ledger, subject, cache } = tools
  const entries: LedgerFact[] = []
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
        const pairs = await recutPairs(subject.objects, before, now, (id) => Boolean(ledger.record(id)))
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

type Pairs = readonly SameEffect[]

/** Text hunks of `now` that do what ones of `before`, gone from `now`, did; in files where some of these are decided. */
export async function recutPairs(
  objects: Objects,
  before: ComputedChangeset,
  now: ComputedChangeset,
  isDecided: (hunk: string) => boolean,
): Promise<Result<Pairs, GitFailure>> {
  const former = new Map(before.files.map((file) => [basePathOf(file), file]))
  const changed: { readonly old: FileDiff; readonly file: FileDiff; readonly fresh: ReadonlySet<string> }[] =
    []
  for (const file of now.files) {
    const old = former.get(basePathOf(file))
    if (!old || !hasLines(old) || !hasLines(file) || old.change === 'added' || file.change === 'added')
      continue
    const [known, present] = [idsOf(old), idsOf(file)]
    const fresh = new Set([...present].filter((id) => !known.has(id)))
    const gone = [...known].filter((id) => !present.has(id))
    if (fresh.size > 0 && gone.some(isDecided)) changed.push({ old, file, fresh })
  }
  const pairs: SameEffect[] = []
  for (let from = 0; from < changed.length; from += batch) {
    const some = await Promise.all(
      changed.slice(from, from + batch).map(async ({ old, file, fresh }) => {
        const matches = await sameEffects(objects, old, file)
        return matches.ok ? ok(matches.value.filter((match) => fresh.has(match.now))) : matches
      }),
    )
    for (const matches of some) {
      if (!matches.ok) return matches
      pairs.push(...matches.value)
    }
  }
  return ok(pairs)
}

/** How many files are read at once. */
const batch = 50

function idsOf(file: FileDiff): ReadonlySet<string> {
  return new Set(file.hunks.map(({ id }) => id))
}

async function sameEffects(
  objects: Objects,
  old: FileDiff,
  file: FileDiff,
): Promise<Result<readonly SameEffect[], GitFailure>> {
  const oldLines = await readLines(objects, old)
  if (!oldLines.ok) return oldLines
  const newLines = await readLines(objects, file)
  if (!newLines.ok) return newLines
  return ok(
    matchSameEffect(
      newLines.value.base,
      identified(old, oldLines.value.revision),
      identified(file, newLines.value.revision),
    ),
  )
}
