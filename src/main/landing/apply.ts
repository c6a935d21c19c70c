import { countOf } from '#shared/base/quantity-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import { blocking, lookingAtOpened, planApply } from './apply-plan.ts'
import { settleFiles, setIndexEntries, updateFiles, withIndexCopy } from './checkout-update.ts'
import { checkoutBlock, openedCheckout } from './checkouts.ts'
import { landingId, readSession, movedBy, stepDone, type LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { makeDurable, undoneOnDisk } from './durable.ts'
import type { LandingIntent } from './events.ts'
import { failure, gitFailed } from './failures.ts'
import { conflicting } from './land.ts'
import { leftMarks, withMarks } from './left-marks.ts'
import { asShown, withoutPaths } from './left-here.ts'
import { obstacles } from './obstacles.ts'
import { inTheWay } from './plan.ts'
import { diffTrees, readIndex, type PathChange } from './tree-entries.ts'
import { sparseChanges, unseenChanges } from './unheld.ts'

/** Puts the accepted changes, uncommitted, into the opened checkout: files only, no index entry, no reference. */
export async function applyToCheckout(
  context: LandingContext,
  input: {
    readonly session: string
    readonly leave?: readonly string[] | undefined
    readonly shown?: string | undefined
  },
): Promise<Result<{ readonly tree: string; readonly files: number }, LandingFailure>> {
  const { dependencies } = context
  const { session } = input
  const read = await readSession(context, session, { anew: true })
  if (!read.ok) return read
  const { subject } = read.value
  const wanted = await withoutPaths(subject, read.value.accepted, input.leave ?? [])
  const kept = wanted.ok ? asShown(wanted.value, input.shown) : wanted
  if (!kept.ok) return kept
  const accepted = kept.value
  if (accepted.tree === accepted.base) return nothingAccepted()
  const planned = await planApply(context, subject, accepted)
  if (!planned.ok) return planned
  const { head, oldTree, looking, merge } = planned.value
  stepDone(context, 'planned')
  if (merge.kind === 'conflicts') return conflicting(subject.repositoryPath, merge.paths)
  const { tree, changes } = merge
  if (changes.length === 0)
    return failure(
      'nothingAccepted',
      `${subject.repositoryPath} has everything that is accepted already. Nothing was changed.`,
    )
  const marks = await leftMarks(subject, oldTree, tree, changes)
  if (!marks.ok) return gitFailed(marks.error)
  if (marks.value.length > 0) return withMarks(marks.value)
  const blocked = await blocking(looking, openedCheckout(subject), changes, tree)
  if (!blocked.ok) return blocked
  if (blocked.value.length > 0) return inTheWay([{ folder: looking.folder, paths: blocked.value }])

  const intent: LandingIntent = {
    id: landingId(),
    session,
    kind: 'checkout',
    target: subject.repositoryPath,
    ref: null,
    oldCommit: head,
    newCommit: null,
    oldTree,
    newTree: tree,
    checkouts: [{ folder: subject.repositoryPath, gitDir: subject.gitDir, how: 'uncommitted' }],
    indexTree: null,
    staged: null,
    flags: [],
    baseBefore: { tree: subject.baseTree, commit: subject.baseCommit },
    baseAfter: { tree: accepted.tree, commit: subject.baseCommit },
    identity: { name: 'Winnow', email: 'winnow@localhost' },
    files: accepted.files.length,
    at: dependencies.clock.now(),
    ...(context.client && { client: context.client }),
  }
  const { checkouts } = intent
  const written = await withIndexCopy(
    subject.objects,
    openedCheckout(subject),
    async (indexFile): Promise<Result<null, LandingFailure>> => {
      const writing = { ...looking, indexFile }
      const rehearsed = await updateFiles(writing, oldTree, tree, { rehearse: true })
      if (!rehearsed.ok) return gitFailed(rehearsed.error)
      const named = await makeDurable(context, subject)
      if (!named.ok) return gitFailed(named.error)
      context.journal.intend(intent)
      stepDone(context, 'intended')
      const updated = await updateFiles(writing, oldTree, tree)
      // What counts as landed is what git sees: the index stays, so nothing else says that it was changed.
      const unseen = updated.ok ? await unseenChanges(looking, openedCheckout(subject), changes) : updated
      const seen = unseen.ok && unseen.value.length === 0
      if (seen) await dependencies.outcomes.keep(session, movedBy(intent))
      const done = seen ? await makeDurable(context, subject, { checkouts, changes }) : unseen
      if (seen && done.ok) return ok(null)
      const back = await settleUncommitted(context, subject, intent, 'old')
      const left = back.ok ? back.value : changes.map((change) => change.path)
      const putBack = await makeDurable(context, subject, { checkouts, changes })
      // The intent is not ended: the next start settles it.
      if (!putBack.ok)
        return gitFailed(
          putBack.error,
          `The files of ${subject.repositoryPath} were put back, but that may not be on the disk either. Check the disk, then start Winnow again to settle it.`,
        )
      context.journal.note(intent.id, 'aborted', left)
      if (done.ok) return notSeen(subject.repositoryPath, done.value ?? [], left)
      if (left.length === 0) return gitFailed(done.error, 'Files that were written already were put back.')
      return failure(
        'gitFailed',
        `The changes could not be put into ${subject.repositoryPath}, and ${countOf(left.length, 'file')} of them could not be put back: look at them with git status.`,
        { paths: left, stderr: done.error.stderr },
      )
    },
  )
  if (!written.ok) return written
  stepDone(context, 'filesUpdated')
  await dependencies.outcomes.landed(session, movedBy(intent))
  stepDone(context, 'sessionMoved')
  context.journal.note(intent.id, 'landed')
  return ok({ tree, files: accepted.files.length })
}

/** Takes uncommitted changes out of the checkout again, if their files are still as they were written. */
export async function takeOutOfCheckout(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
): Promise<Result<null, LandingFailure>> {
  const block = await checkoutBlock(openedCheckout(subject))
  if (block) return err(block)
  const looking = await lookingAtOpened(context, subject)
  if (!looking.ok) return looking
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  const backwards = reversed(changes.value)
  const index = await readIndex(context.dependencies.git, subject.repositoryPath)
  if (!index.ok) return gitFailed(index.error)
  const entries = new Map(index.value.map((entry) => [entry.path, entry]))
  const staged = changes.value.filter((change) => {
    const entry = entries.get(change.path)
    return entry?.stage !== 0 ? entry !== undefined || change.old !== null : entry.oid !== change.old?.oid
  })
  if (staged.length > 0)
    return failure(
      'inTheWay',
      `${countOf(staged.length, 'file')} of this landing ${staged.length === 1 ? 'was' : 'were'} staged or committed in ${subject.repositoryPath} since. Nothing was changed. Unstage them, then undo again.`,
      { paths: staged.map((change) => change.path) },
    )
  // As if the index had the new content: then git protects every file that differs from it.
  const concerned = new Set(changes.value.map((change) => change.path))
  const asWritten = index.value
    .filter((entry) => !concerned.has(entry.path))
    .concat(
      changes.value.flatMap((change) =>
        change.new ? [{ path: change.path, stage: 0, skipped: false, assumed: false, ...change.new }] : [],
      ),
    )
  const found = await obstacles(looking.value, asWritten, backwards)
  if (!found.ok) return gitFailed(found.error)
  if (found.value.length > 0) return inTheWay([{ folder: subject.repositoryPath, paths: found.value }])
  const outside = await sparseChanges(looking.value, openedCheckout(subject), backwards, intent.oldTree)
  if (!outside.ok) return gitFailed(outside.error)
  if (outside.value.length > 0)
    return failure(
      'inTheWay',
      `${countOf(outside.value.length, 'file')} of this landing ${outside.value.length === 1 ? 'is' : 'are'} outside of what the sparse checkout has in ${subject.repositoryPath} by now. Nothing was changed. Widen it with git sparse-checkout add, then undo again.`,
      { paths: outside.value.map((each) => each.path) },
    )
  context.journal.note(intent.id, 'undoIntended', [], context.client)
  stepDone(context, 'intended')
  const taken = await withIndexCopy(subject.objects, openedCheckout(subject), async (indexFile) => {
    const writing = { ...looking.value, indexFile }
    const set = await setIndexEntries(
      writing,
      changes.value.map((change) => ({ path: change.path, entry: change.new })),
    )
    return set.ok ? updateFiles(writing, intent.newTree, intent.oldTree) : set
  })
  if (taken.ok) return undoneOnDisk(context, subject, { ...intent, changes: changes.value })
  await settleUncommitted(context, subject, intent, 'new')
  const kept = await makeDurable(context, subject, { ...intent, changes: changes.value })
  if (kept.ok) context.journal.note(intent.id, 'undoAborted')
  return gitFailed(taken.error, 'The changes are still in the checkout.')
}

/** Brings a cut-off writing of uncommitted files to one side; gives what was left as it is. */
export async function settleUncommitted(
  context: LandingContext,
  subject: LandingSubject,
  intent: LandingIntent,
  side: 'old' | 'new',
): Promise<Result<readonly string[], LandingFailure>> {
  const looking = await lookingAtOpened(context, subject)
  if (!looking.ok) return looking
  const changes = await diffTrees(subject.objects, intent.oldTree, intent.newTree)
  if (!changes.ok) return gitFailed(changes.error)
  return withIndexCopy(
    subject.objects,
    openedCheckout(subject),
    async (indexFile): Promise<Result<readonly string[], LandingFailure>> => {
      const writing = { ...looking.value, indexFile }
      const settled =
        side === 'new'
          ? await settleFiles(writing, intent.oldTree, intent.newTree, changes.value)
          : await settleFiles(writing, intent.newTree, intent.oldTree, reversed(changes.value))
      return settled.ok ? settled : gitFailed(settled.error)
    },
  )
}

/** The failure of a verb that needs something accepted. */
export function nothingAccepted(): Result<never, LandingFailure> {
  return failure('nothingAccepted', 'Nothing is accepted yet. Nothing was changed. Accept a hunk first.')
}

/** The failure for files that were written and that git takes for unchanged, or for others. */
function notSeen(
  folder: string,
  unseen: readonly string[],
  left: readonly string[],
): Result<never, LandingFailure> {
  const kept =
    left.length === 0
      ? 'All files were put back.'
      : `${countOf(left.length, 'file')} could not be put back: look at them with git status.`
  return failure(
    'inTheWay',
    `git does not see ${countOf(unseen.length, 'change')} that was written into ${folder}, as by its settings for line endings or filters (${unseen[0] ?? ''}). ${kept} Land on a branch instead.`,
    { paths: unseen },
  )
}

function reversed(changes: readonly PathChange[]): readonly PathChange[] {
  return changes.map((change) => ({ path: change.path, old: change.new, new: change.old }))
}
