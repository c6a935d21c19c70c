import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import { mergeTrees, type MergeOutcome } from '../git/merge-trees.ts'
import type { Git, GitFailure } from '../git/run.ts'
import type { MergeSubject } from './dependencies.ts'
import { gitFailed } from './failures.ts'
import { wholePaths } from './merge-attributes.ts'
import { isAncestorIn, submoduleGitDir } from './submodules.ts'
import { diffTrees, submoduleMode, type PathChange } from './tree-entries.ts'

/** What became of a merge, with the paths at which the target's tree changes. */
export interface CleanMerge {
  readonly kind: 'clean'
  readonly tree: string
  readonly changes: readonly PathChange[]
}

export type Merged = CleanMerge | { readonly kind: 'conflicts'; readonly paths: readonly string[] }

/**
 * The accepted changes on another tree, and the paths at which that tree changes. As with git's own merge, a submodule that
 * both moved along one line goes to the further commit, and what is not to be merged by lines conflicts where both changed
 * it; no driver of the repository is run.
 */
export async function mergeOnto(
  git: Git,
  subject: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  onto: string,
): Promise<Result<Merged, LandingFailure>> {
  const { objects } = subject
  const both = accepted.tree !== accepted.base && onto !== accepted.base
  const merged = both ? await mergeBoth(git, subject, accepted, onto) : null
  if (merged && !merged.ok) return gitFailed(merged.error)
  if (merged?.value.kind === 'conflicts') return ok(merged.value)
  const tree = merged?.value.tree ?? (accepted.tree === accepted.base ? onto : accepted.tree)
  const changes = await diffTrees(objects, onto, tree)
  if (!changes.ok) return gitFailed(changes.error)
  if (!both) return ok({ kind: 'clean', tree, changes: changes.value })
  const whole = await notByLines(git, subject, accepted, { onto, tree, changes: changes.value })
  if (!whole.ok) return gitFailed(whole.error)
  return ok(
    whole.value.length > 0
      ? { kind: 'conflicts', paths: whole.value }
      : { kind: 'clean', tree, changes: changes.value },
  )
}

/** Of the files that such a merge mixed of two contents, those that git itself would not merge by lines. */
export async function notByLines(
  git: Git,
  subject: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  merged: { readonly onto: string; readonly tree: string; readonly changes: readonly PathChange[] },
): Promise<Result<readonly string[], GitFailure>> {
  const { onto, tree, changes } = merged
  const mixed = await mixedPaths(subject, accepted, onto, tree, changes)
  return mixed.ok ? wholePaths(git, subject, onto, mixed.value) : mixed
}

async function mergeBoth(
  git: Git,
  subject: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  onto: string,
): Promise<Result<MergeOutcome, GitFailure>> {
  const { objects } = subject
  const merged = await mergeTrees(objects, accepted.base, onto, accepted.tree)
  if (!merged.ok || merged.value.kind === 'clean') return merged
  const base = await withSubmodulesForwarded(git, subject, accepted, onto, merged.value.paths)
  if (!base.ok) return base
  return base.value === accepted.base ? merged : mergeTrees(objects, base.value, onto, accepted.tree)
}

/**
 * The base as if it had, of each submodule that both sides moved along one line, the commit of the side that is behind: then
 * only the other one moved it. In the folder of our own for objects git can't look into submodules, and so finds a conflict.
 */
async function withSubmodulesForwarded(
  git: Git,
  subject: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  onto: string,
  conflicts: readonly string[],
): Promise<Result<string, GitFailure>> {
  const sides = await bothSides(subject, accepted, onto)
  if (!sides.ok) return sides
  const theirs = new Map(sides.value.theirs.map((change) => [change.path, change]))
  const forwarded: { path: string; mode: string; oid: string }[] = []
  for (const { path, old, new: ours } of sides.value.ours) {
    const other = theirs.get(path)?.new
    if (!conflicts.includes(path) || !old || !ours || !other) continue
    if ([old, ours, other].some((entry) => entry.mode !== submoduleMode)) continue
    const gitDir = await submoduleGitDir(subject, path)
    if (gitDir === null) continue
    const follows = (one: string, next: string): Promise<boolean> =>
      isAncestorIn(git, subject.repositoryPath, gitDir, one, next)
    if (!(await follows(old.oid, ours.oid)) || !(await follows(old.oid, other.oid))) continue
    if (await follows(ours.oid, other.oid)) forwarded.push({ path, ...ours })
    else if (await follows(other.oid, ours.oid)) forwarded.push({ path, ...other })
  }
  return subject.objects.writeTree(accepted.base, forwarded)
}

interface Sides {
  readonly ours: readonly PathChange[]
  readonly theirs: readonly PathChange[]
}

async function bothSides(
  { objects }: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  onto: string,
): Promise<Result<Sides, GitFailure>> {
  const ours = await diffTrees(objects, accepted.base, onto)
  if (!ours.ok) return ours
  const theirs = await diffTrees(objects, accepted.base, accepted.tree)
  return theirs.ok ? ok({ ours: ours.value, theirs: theirs.value }) : theirs
}

/** The files of a clean merge that were mixed of two contents: changed on both sides, also under another name. */
async function mixedPaths(
  subject: MergeSubject,
  accepted: Pick<AcceptedRevision, 'base' | 'tree'>,
  onto: string,
  tree: string,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], GitFailure>> {
  const sides = await bothSides(subject, accepted, onto)
  if (!sides.ok) return sides
  const { ours, theirs } = sides.value
  const isFile = (entry: PathChange['new']): boolean => entry?.mode.startsWith('100') === true
  const changesContent = ({ old, new: now }: PathChange): boolean => isFile(now) && now?.oid !== old?.oid
  const mixed = new Set<string>()
  const other = new Map(theirs.filter(changesContent).map((change) => [change.path, change.new?.oid]))
  for (const change of ours.filter(changesContent))
    if (other.has(change.path) && other.get(change.path) !== change.new?.oid) mixed.add(change.path)
  const known = new Set([...ours, ...theirs].flatMap((change) => [change.old?.oid, change.new?.oid]))
  const made = changes.filter((change) => changesContent(change) && !known.has(change.new?.oid))
  if (made.length > 0) {
    const against = await diffTrees(subject.objects, accepted.tree, tree)
    if (!against.ok) return against
    const differing = new Set(against.value.filter(changesContent).map((change) => change.path))
    for (const change of made) if (differing.has(change.path)) mixed.add(change.path)
  }
  return ok([...mixed].sort())
}
