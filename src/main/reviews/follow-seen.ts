import { ok, type Result } from '#shared/base/result.ts'
import type { GitFailure } from '../git/run.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { carryHunks } from './moved-base-entries.ts'
import { movesOfTrees } from './moved-files.ts'
import { recutPairs } from './new-revision.ts'
import type { ReviewSubject } from './options.ts'
import type { SeenHunks } from './seen-hunks.ts'

/**
 * Carries the marks of what was seen over to the hunks that do exactly the same under another id: against a base that
 * moved, or in a new revision that git cuts in another way. Of several hunks together each must have been seen. What was
 * carried once is not looked at again.
 */
export async function followSeen(tools: {
  readonly session: string
  readonly seen: SeenHunks
  readonly cache: ChangesetCache
  readonly subject: ReviewSubject
}): Promise<Result<null, GitFailure>> {
  const { session, seen, cache, subject } = tools
  const { objects, baseTree, revisions } = subject
  const newest = revisions.at(-1)
  const kept = seen.kept(session)
  if (!newest || kept === null || (kept.base === baseTree && kept.number === newest.number)) return ok(null)
  const marks = new Set(kept.hunks)
  const carry = (from: readonly string[], to: string): void => {
    if (from.length > 0 && from.every((id) => marks.has(id))) marks.add(to)
  }
  const then = revisions.find(({ number }) => number === kept.number) ?? newest
  if (kept.base !== baseTree) {
    const old = await cache.get(objects, kept.base, then.tree)
    if (!old.ok) return old
    // In one step with the revisions that came with it, as the decisions are.
    const now = await cache.get(objects, baseTree, newest.tree)
    if (!now.ok) return now
    const moves = await movesOfTrees({ cache, subject }, kept.base, baseTree)
    if (!moves.ok) return moves
    const carried = await carryHunks(subject, old.value, now.value, moves.value)
    if (!carried.ok) return carried
    for (const { from, to } of carried.value) carry(from, to)
  }
  const since = kept.base === baseTree ? then.number : newest.number
  let before = await cache.get(objects, baseTree, then.tree)
  for (const { tree } of revisions.filter(({ number }) => number > since)) {
    if (!before.ok) return before
    const now = await cache.get(objects, baseTree, tree)
    if (!now.ok) return now
    const pairs = await recutPairs(objects, before.value, now.value, (id) => marks.has(id))
    if (!pairs.ok) return pairs
    for (const { were, now: to } of pairs.value) carry(were, to)
    before = now
  }
  const added = [...marks].filter((id) => !kept.hunks.has(id))
  seen.mark(session, added, { base: baseTree, number: newest.number })
  return ok(null)
}
