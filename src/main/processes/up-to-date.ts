import { lstat } from 'node:fs/promises'
import path from 'node:path'
import type { Failure } from '#shared/base/failure.ts'
import { pathForDisplay, pathsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { WorktreeGoal } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { baseRef, revisionRef } from '../git/hidden-ref.ts'
import { mergeTrees } from '../git/merge-trees.ts'
import { onDisk } from '../git/paths.ts'
import { Porcelain } from '../git/porcelain.ts'
import { describeGitFailure, type GitFailure } from '../git/run.ts'
import { diffTrees, submoduleMode } from '../landing/tree-entries.ts'
import type { MoveFailure } from '../sessions/ports.ts'
import type { UpToDateGoal } from '../sessions/up-to-date-plans.ts'
import { bringBack, bringBackObstacle, changedMeanwhile, type BringBackAct } from '../worktrees/bring-back.ts'
import { snapshotTree, takeSnapshot } from '../worktrees/snapshot.ts'
import { hasOwn, targetOf } from './base-follows.ts'
import { mergeTarget, type MergedTarget } from './merge-target.ts'
import { groundOf, type Ground } from './revision-ground.ts'
import { headOfSnapshot, type RevisionParts } from './revision-taken.ts'
import { unfinishedWork } from './unfinished-work.ts'

type Parts = Pick<RevisionParts, 'git' | 'registry' | 'repositories' | 'worktrees' | 'refs'>

/** What would bring a session up to date; see `Revisions.upToDate`. */
export type FoundUpToDate =
  | { readonly kind: 'nothing'; readonly target: string; readonly baseCommit: string }
  | {
      readonly kind: 'goal'
      readonly target: string
      readonly baseCommit: string
      readonly goal: UpToDateGoal
    }

const act: BringBackAct = {
  done: 'brought up to date',
  again: 'bring it up to date',
  whose: 'the target',
  movesBranch: true,
}

/**
 * Merges what a session's target has since with its newest revision, in the folder for objects alone, and makes durable what
 * comes of it, under the session's references. Neither the session nor its worktree is changed.
 */
export async function findUpToDate(
  parts: Parts,
  session: string,
  conflicts: 'refuse' | 'mark',
): Promise<Result<FoundUpToDate, Failure<string>>> {
  const record = parts.registry.find(session)
  const newest = record?.revisions.at(-1)
  if (!record?.worktree || !newest)
    return refused(
      'The session has no worktree or no revision yet. Nothing was changed. Send a follow-up to get one.',
    )
  const ground = await groundOf(parts, record)
  if (!ground.ok) return ground
  const { objects, place, facts } = ground.value
  const { gitDir, worktree } = place
  const unfinished = gitDir === null ? null : await unfinishedWork(gitDir)
  if (unfinished !== null)
    return refused(
      `${unfinished.replace(/ The revision.*$/, '')} Nothing was brought up to date, and nothing was changed. Finish it or give it up in ${worktree}, then bring it up to date.`,
    )
  const now = await takeSnapshot(parts.git, objects, { ...place, ref: '', message: '', known: newest.tree })
  if (!now.ok) return now
  if (now.value.tree !== newest.tree)
    return refused(
      `Files in ${worktree} were changed while the session was brought up to date. Nothing was changed by it. End what writes there, then bring it up to date.`,
    )
  const head = (await headOfSnapshot(ground.value, now.value.commit)) ?? record.baseCommit
  const porcelain = new Porcelain(parts.git)
  const [target] = await targetOf(porcelain, facts.top, record, facts.branch)
  if (target === undefined)
    return refused(
      'No branch is known that the session is to land on. Nothing was changed. Land it on a branch of your choice, or check out the branch in the repository.',
    )
  const baseCommit = target.tip
  const tree = await porcelain.tree(facts.top, baseCommit)
  if (!tree.ok) return gitFailed(tree.error)
  const baseTree = tree.value
  const common = await porcelain.mergeBase(facts.top, record.baseCommit, baseCommit)
  if (common === null && record.baseCommit !== baseCommit)
    return refused(
      `${pathForDisplay(target.name)} has no history in common with the session's base, so it can't be told what is new there. Nothing was changed. Check that it is the branch that the session is to land on, or ask the agent to merge it.`,
    )
  const isAhead = common === baseCommit && record.baseCommit !== baseCommit
  if (isAhead || baseTree === record.baseTree)
    return ok({ kind: 'nothing', target: target.name, baseCommit: record.baseCommit })
  if (gitDir === null || (await hasOwn(parts.git, facts.top, record.baseCommit, baseCommit, gitDir)))
    return refused(
      `Commits that were made in the session's own worktree are on ${pathForDisplay(target.name)}, or that can't be told. They are to be seen, so nothing was brought up to date, and nothing was changed. Review them with \`winnow review\`, or have the agent merge ${pathForDisplay(target.name)}.`,
    )
  const sides = { base: record.baseTree, revision: newest.tree, onto: baseTree, target: target.name }
  const merged = await mergeTarget(
    parts.git,
    ground.value,
    { ...sides, number: newest.number },
    conflicts === 'mark',
  )
  if (!merged.ok) return merged
  const next = { baseCommit, baseTree, ...merged.value }
  const commit = await nextHead(parts, ground.value, {
    ...next,
    head,
    newest: newest.tree,
    target: target.name,
  })
  if (!commit.ok) return gitFailed(commit.error)
  const modules = await movedSubmodules(ground.value, newest.tree, next.tree)
  if (!modules.ok) return gitFailed(modules.error)
  if (modules.value.length > 0)
    return refused(
      `${pathForDisplay(target.name)} moved ${countOf(modules.value.length, 'submodule')} that ${modules.value.length === 1 ? 'is' : 'are'} checked out in the worktree: ${pathsForDisplay(modules.value)}. Nothing was changed. Ask the agent to merge ${pathForDisplay(target.name)}, and to update its submodules.`,
      modules.value,
    )
  const way = { ...place, from: newest.tree, to: next.tree, head: commit.value, act }
  const obstacle = await bringBackObstacle(objects, way)
  if (obstacle !== null) return err(obstacle)
  const number = record.revisions.length + 1
  const revision = storeRevision(ground.value, record, { number, tree: next.tree, head: commit.value })
  if (!revision.ok) return gitFailed(revision.error)
  for (const [ref, oid] of [
    [revisionRef(session, number), revision.value],
    [baseRef(session), baseCommit],
  ] as const) {
    const kept = await parts.refs.keep(record.repository, ref, oid)
    if (!kept.ok) return kept
  }
  const durable = await parts.refs.makeDurable(record.repository, worktree)
  if (!durable.ok) return durable
  const commits = await parts.git.text({
    purpose: 'count new commits',
    folder: facts.top,
    args: ['rev-list', '--count', `${record.baseCommit}..${baseCommit}`, '--'],
  })
  const { leftOut } = newest
  return ok({
    kind: 'goal',
    ...{ target: target.name, baseCommit },
    goal: {
      ...{ target: target.name, baseCommit, baseTree, head: commit.value },
      conflicts: next.conflicts,
      commits: commits.ok ? Math.max(1, Number(commits.value)) : 1,
      revision: { number, commit: revision.value, tree: next.tree, at: Date.now(), leftOut },
    },
  })
}

/** Brings the worktree's files, its index, HEAD and the branch that is on to such a goal; see `Revisions.bringUp`. */
export async function bringUpFiles(
  parts: Parts,
  session: string,
  to: WorktreeGoal,
  from: string,
): Promise<Result<null, MoveFailure>> {
  const record = parts.registry.find(session)
  if (!record?.worktree) return refused('The session has no worktree any more. Nothing was changed.')
  const ground = await groundOf(parts, record)
  if (!ground.ok) return ground
  const { objects, place } = ground.value
  const now = await snapshotTree(parts.git, objects, place)
  if (!now.ok) return now
  if (now.value !== from) return err(changedMeanwhile(act))
  const options = { ...place, from: now.value, to: to.tree, head: to.head, act }
  const obstacle = await bringBackObstacle(objects, options)
  if (obstacle !== null) return err(obstacle)
  const { gitDir } = options
  return bringBack(parts.git, objects, { ...options, gitDir: gitDir ?? '' })
}

/**
 * The commit that HEAD will be: the target's, where the agent made none of its own, else a merge of both. What was not
 * committed stays so, where that can be told apart.
 */
async function nextHead(
  parts: Parts,
  { objects, facts }: Ground,
  next: MergedTarget & {
    readonly baseCommit: string
    readonly baseTree: string
    readonly head: string
    readonly newest: string
    readonly target: string
  },
): Promise<Result<string, GitFailure>> {
  const { head, baseCommit } = next
  const porcelain = new Porcelain(parts.git)
  const common = await porcelain.mergeBase(facts.top, head, baseCommit)
  if (common === head) return ok(baseCommit)
  if (common === baseCommit) return ok(head)
  const [own, shared] = await Promise.all([
    porcelain.tree(facts.top, head),
    common === null ? null : porcelain.tree(facts.top, common),
  ])
  if (!own.ok) return own
  // What conflicts is not committed: it is to be resolved first.
  let tree = next.apart
  if (own.value !== next.newest && shared?.ok === true) {
    const merged = await mergeTrees(objects, shared.value, own.value, next.baseTree)
    if (!merged.ok) return merged
    if (merged.value.kind === 'clean') tree = merged.value.tree
  }
  const message = `Merge ${pathForDisplay(next.target)} (${baseCommit.slice(0, 12)})\n`
  return objects.storeCommit({ tree, parents: [head, baseCommit], message, signature: winnow })
}

const winnow = { name: 'Winnow', email: 'winnow@localhost' }

function storeRevision(
  { objects }: Ground,
  { title }: SessionRecord,
  { number, tree, head }: { readonly number: number; readonly tree: string; readonly head: string },
): Result<string, GitFailure> {
  return objects.storeCommit({ tree, parents: [head], message: `${title}, r${number}\n`, signature: winnow })
}

/** Submodules that differ between two trees and that have files in the worktree, which git would leave as they are. */
async function movedSubmodules(
  { objects, place }: Ground,
  from: string,
  to: string,
): Promise<Result<readonly string[], GitFailure>> {
  const changes = await diffTrees(objects, from, to)
  if (!changes.ok) return changes
  const found: string[] = []
  for (const { path: name, old, new: now } of changes.value) {
    if (old?.mode !== submoduleMode && now?.mode !== submoduleMode) continue
    const inside = path.join(onDisk(place.worktree, name).toString(), '.git')
    if (await lstat(inside).catch(() => null)) found.push(name)
  }
  return ok(found)
}

function refused(message: string, paths?: readonly string[]): Result<never, Failure<string>> {
  return err({ kind: 'wrongState', message, ...(paths ? { paths } : {}) })
}

function gitFailed(failure: GitFailure): Result<never, Failure<string>> {
  return err({
    kind: 'gitFailed',
    message: `The session could not be brought up to date: ${describeGitFailure(failure)}. Nothing was changed. Check the repository with git fsck, and that the disk has room, then bring it up to date.`,
    stderr: failure.stderr,
  })
}
