import type { Failure } from '#shared/base/failure.ts'
import { pathForDisplay, pathsForDisplay } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Conflict } from '#shared/domain/session/conflict.ts'
import { mergeWithMarks, type MergeConflict } from '../git/marked-merge.ts'
import type { Git, GitFailure } from '../git/run.ts'
import type { TreeChange } from '../git/objects.ts'
import { mergeOnto, notByLines } from '../landing/merge.ts'
import { diffTrees, submoduleMode, type PathChange } from '../landing/tree-entries.ts'
import type { Ground } from './revision-ground.ts'

/** What a session's newest revision is with what its target has since. */
export interface MergedTarget {
  readonly tree: string
  readonly conflicts: readonly Conflict[]
  /** The same without what conflicts: there it has what the target has. */
  readonly apart: string
}

interface Sides {
  /** Trees: the session's base, its newest revision, and the target. */
  readonly base: string
  readonly revision: string
  readonly onto: string
  /** The target's short name, and the revision's number. */
  readonly target: string
  readonly number: number
}

/**
 * Merges them among objects. Where they conflict it says so, unless `marks`: then lines have both sides between marks, and of
 * what has no lines it has the session's side, which is decided against the target's.
 */
export async function mergeTarget(
  git: Git,
  { objects, facts }: Ground,
  sides: Sides,
  marks: boolean,
): Promise<Result<MergedTarget, Failure<string>>> {
  const { base, revision, onto } = sides
  const subject = { objects, repositoryPath: facts.top, commonDir: facts.commonDir }
  const accepted = { base, tree: revision }
  const merged = await mergeOnto(git, subject, accepted, onto)
  if (!merged.ok) return err(merged.error)
  if (merged.value.kind === 'clean') {
    const { tree } = merged.value
    return ok({ tree, conflicts: [], apart: tree })
  }
  if (!marks) return conflicting(sides.target, merged.value.paths)
  const labels = {
    ours: pathForDisplay(sides.target),
    base: 'before both',
    theirs: `r${sides.number} of this session`,
  }
  const marked = await mergeWithMarks(objects, { base, ours: onto, theirs: revision }, labels)
  if (!marked.ok) return failed(marked.error)
  const { tree, conflicts, incompatible } = marked.value
  if (incompatible.length > 0) return notTogether(sides.target, incompatible)
  const changes = await diffTrees(objects, onto, tree)
  if (!changes.ok) return failed(changes.error)
  const whole = await notByLines(git, subject, accepted, { onto, tree, changes: changes.value })
  if (!whole.ok) return failed(whole.error)
  const theirs = await diffTrees(objects, base, revision)
  if (!theirs.ok) return failed(theirs.error)
  const own = entriesAt(theirs.value, whole.value)
  const complete = await objects.writeTree(tree, own)
  if (!complete.ok) return failed(complete.error)
  const found = [
    ...conflicts.flatMap(conflictOf),
    ...own.map(({ path }): Conflict => ({ path, what: 'content' })),
  ]
  const unlike = await diffTrees(objects, complete.value, onto)
  if (!unlike.ok) return failed(unlike.error)
  const apart = await objects.writeTree(
    complete.value,
    entriesAt(unlike.value, [...conflicts.map(({ path }) => path), ...whole.value]),
  )
  return apart.ok ? ok({ tree: complete.value, conflicts: found, apart: apart.value }) : failed(apart.error)
}

/** What these paths have after a change of a tree, as changes of another one. */
function entriesAt(changes: readonly PathChange[], paths: readonly string[]): readonly TreeChange[] {
  const wanted = new Set(paths)
  return changes
    .filter(({ path }) => wanted.has(path))
    .map(({ path, old, new: now }) => ({ path, mode: (now ?? old)?.mode ?? '', oid: now?.oid ?? null }))
}

/** Of a file that was renamed on both sides the name before is named too, where nothing is to be decided. */
function conflictOf({ path, base, ours, theirs, hasMarks }: MergeConflict): readonly Conflict[] {
  if (hasMarks) return [{ path, what: 'lines' }]
  if (ours && theirs) {
    if (ours.mode === submoduleMode || theirs.mode === submoduleMode) return [{ path, what: 'submodule' }]
    return [{ path, what: ours.oid === theirs.oid ? 'mode' : 'content' }]
  }
  if (base && ours) return [{ path, what: 'deletedHere' }]
  if (base && theirs) return [{ path, what: 'deletedThere' }]
  return theirs ? [{ path, what: 'renamed' }] : []
}

function conflicting(target: string, paths: readonly string[]): Result<never, Failure<string>> {
  const name = pathForDisplay(target)
  return err({
    kind: 'conflicts',
    message: `What ${name} has since conflicts with the session’s changes in ${countOf(paths.length, 'file')}: ${pathsForDisplay(paths)}. Nothing was changed. Bring it in with conflicts, to decide them here, or ask the agent in a follow-up to merge ${name}.`,
    paths,
    refs: [target],
  })
}

function notTogether(target: string, paths: readonly string[]): Result<never, Failure<string>> {
  const name = pathForDisplay(target)
  return err({
    kind: 'conflicts',
    message: `What ${name} has since and the session’s changes can’t be in one tree at ${countOf(paths.length, 'path')}: ${pathsForDisplay(paths)}. A file of one side and a folder or a link of the other have one name. Nothing was changed. Ask the agent in a follow-up to merge ${name}.`,
    paths,
    refs: [target],
  })
}

function failed({ stderr }: GitFailure): Result<never, Failure<string>> {
  return err({
    kind: 'gitFailed',
    message: `The session could not be merged with its target (${stderr.trim().slice(-300)}). Nothing was changed. Check the repository with git fsck, and that the disk has room, then bring it up to date.`,
    stderr,
  })
}
