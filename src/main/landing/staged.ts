import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { stagedRef } from '../git/hidden-ref.ts'
import { pathList, zeroSeparated } from '../git/paths.ts'
import type { Git, GitFailure } from '../git/run.ts'
import type { Signature } from '../git/objects.ts'
import { moveRef, readRef } from './branch.ts'
import { setIndexEntries, type Writing } from './checkout-update.ts'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import type { LandingIntent } from './events.ts'
import { gitFailed } from './failures.ts'
import { kindOf } from './places.ts'
import type { LandingPlan } from './plan.ts'
import {
  diffTrees,
  readIndex,
  sameEntry,
  type Entry,
  type IndexEntry,
  type PathChange,
} from './tree-entries.ts'

/** What the index holds at the landed paths before its entries move, where the index alone follows the branch. */
export interface StagedPlan {
  /** The old tree with those entries, or null where it is the same. */
  readonly indexTree: string | null
  /** A commit that keeps content which would be in no tree any more, and the hidden reference for it. */
  readonly staged: LandingIntent['staged']
  readonly flags: LandingIntent['flags']
}

/** Finds staged content that differs from both trees and makes the commit that will keep it; moves nothing. */
export async function planStaged(
  context: LandingContext,
  plan: LandingPlan,
  changes: readonly PathChange[],
  who: Signature,
): Promise<Result<StagedPlan, LandingFailure>> {
  const own = plan.checkouts.find((checkout) => checkout.how === 'index')
  if (!own) return ok({ indexTree: null, staged: null, flags: [] })
  const { subject } = plan
  const index = await readIndex(context.dependencies.git, own.folder)
  if (!index.ok) return gitFailed(index.error)
  const entries = new Map(index.value.map((entry) => [entry.path, entry]))
  const flagged = await flagsOf(context.dependencies.git, own.folder, plan, changes, entries)
  if (!flagged.ok) return gitFailed(flagged.error)
  const flags = flagged.value
  const moved = changes.filter((change) => !sameEntry(entries.get(change.path), change.old))
  if (moved.length === 0) return ok({ indexTree: null, staged: null, flags })
  const tree = await subject.objects.writeTree(
    plan.startTree,
    moved.map(({ path }) => {
      const entry = entries.get(path)
      return { path, mode: entry?.mode ?? '0', oid: entry?.oid ?? null }
    }),
  )
  if (!tree.ok) return gitFailed(tree.error)
  const empty = subject.objects.blobId(new Uint8Array())
  const unique = moved.some((change) => {
    const entry = entries.get(change.path)
    return entry !== undefined && entry.oid !== empty && !sameEntry(entry, change.new)
  })
  if (!unique) return ok({ indexTree: tree.value, staged: null, flags })
  const commit = await subject.objects.commit({
    tree: tree.value,
    parents: plan.start === null ? [] : [plan.start],
    message: `Staged content before a landing on ${plan.branch.name}\n`,
    author: who,
    committer: who,
  })
  if (!commit.ok) return gitFailed(commit.error)
  const ref = await freeRef(context, subject)
  if (!ref.ok) return ref
  return ok({ indexTree: tree.value, staged: { ref: ref.value, commit: commit.value }, flags })
}

async function freeRef(
  context: LandingContext,
  subject: LandingSubject,
): Promise<Result<string, LandingFailure>> {
  for (let number = 1; ; number += 1) {
    const ref = stagedRef(subject.session, number)
    const value = await readRef(context.dependencies.git, subject.repositoryPath, ref)
    if (!value.ok) return value
    if (value.value === null) return ok(ref)
  }
}

/** Removes the hidden reference of a landing that did not happen, if it was made. */
export async function releaseStaged(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
): Promise<void> {
  if (!intent.staged) return
  const { git } = context.dependencies
  const value = await readRef(git, subject.repositoryPath, intent.staged.ref)
  if (!value.ok || value.value !== intent.staged.commit) return
  // What stays behind when this fails is a hidden reference too many, which harms nothing.
  await moveRef(git, subject, {
    ref: intent.staged.ref,
    from: intent.staged.commit,
    to: null,
    folder: subject.repositoryPath,
    why: 'winnow: staged content is back',
    who: intent.identity,
  })
}

/** What the index says of the landed paths beside their entries: that they are only meant to be added, or not looked at. */
async function flagsOf(
  git: Git,
  folder: string,
  plan: LandingPlan,
  changes: readonly PathChange[],
  entries: ReadonlyMap<string, IndexEntry>,
): Promise<Result<LandingIntent['flags'], GitFailure>> {
  const flags: LandingIntent['flags'] = []
  const empty = plan.subject.objects.blobId(new Uint8Array())
  for (const { path } of changes) {
    if (entries.get(path)?.assumed) flags.push({ path, flag: 'assumed' })
    if (entries.get(path)?.skipped) flags.push({ path, flag: 'skipped' })
  }
  const maybe = changes.map(({ path }) => path).filter((path) => entries.get(path)?.oid === empty)
  if (maybe.length === 0) return ok(flags)
  // An entry that is only meant to be added looks like one of an empty file; as a change it can be left out.
  const listed = async (visible: string): Promise<Result<ReadonlySet<string>, GitFailure>> => {
    const output = await git.run({
      purpose: 'look at what is staged',
      folder,
      args: ['diff-index', '--cached', '--name-only', '-z', '--no-renames', visible, plan.startTree],
    })
    return output.ok
      ? ok(new Set(zeroSeparated(output.value.stdout).map((name) => pathToText(name))))
      : output
  }
  const all = await listed('--ita-visible-in-index')
  if (!all.ok) return all
  const staged = await listed('--ita-invisible-in-index')
  if (!staged.ok) return staged
  for (const path of maybe)
    if (all.value.has(path) && !staged.value.has(path)) flags.push({ path, flag: 'intentToAdd' })
  return ok(flags)
}

/** Moves the index entries of the landed paths with their flags, and no file. */
export async function moveIndex(
  writing: Writing,
  changes: readonly PathChange[],
  side: 'old' | 'new',
  flags: LandingIntent['flags'],
): Promise<Result<null, GitFailure>> {
  const flagged = (flag: LandingIntent['flags'][number]['flag']): ReadonlySet<string> =>
    new Set(flags.filter((each) => each.flag === flag).map((each) => each.path))
  const meant = side === 'old' ? flagged('intentToAdd') : new Set<string>()
  const moved = changes.map((change) => ({
    path: change.path,
    entry: meant.has(change.path) ? null : change[side],
  }))
  const set = await setIndexEntries(writing, moved)
  if (!set.ok) return set
  const there = moved.filter(({ entry }) => entry !== null).map(({ path }) => path)
  const steps = [
    {
      args: [
        'add',
        '--intent-to-add',
        '--force',
        '--sparse',
        '--pathspec-from-file=-',
        '--pathspec-file-nul',
      ],
      // Of a file that is gone there is nothing to be added.
      paths: changes
        .map(({ path }) => path)
        .filter((path) => meant.has(path) && kindOf(writing.folder, path) === 'file'),
    },
    {
      args: ['update-index', '--assume-unchanged', '-z', '--stdin'],
      paths: there.filter((path) => flagged('assumed').has(path)),
    },
    {
      args: ['update-index', '--skip-worktree', '-z', '--stdin'],
      paths: there.filter((path) => flagged('skipped').has(path)),
    },
  ]
  for (const { args, paths } of steps) {
    if (paths.length === 0) continue
    const done = await writing.git.run({
      purpose: 'update the index',
      folder: writing.folder,
      args,
      input: pathList(paths),
      config: writing.config,
    })
    if (!done.ok) return done
  }
  return ok(null)
}

/** The landed paths with, as the old side, what the index had there before the landing. */
export async function withIndexBefore(
  subject: LandingSubject,
  intent: LandingIntent,
  changes: readonly PathChange[],
): Promise<readonly PathChange[]> {
  if (intent.indexTree === null) return changes
  const differing = await diffTrees(subject.objects, intent.oldTree, intent.indexTree)
  // The tree is in no history: git may have pruned it after weeks. The old tree's entries are the next best.
  if (!differing.ok) return changes
  const before = new Map<string, Entry | null>(differing.value.map((each) => [each.path, each.new]))
  return changes.map((change) => {
    const entry = before.get(change.path)
    return entry === undefined ? change : { ...change, old: entry }
  })
}
