import type { Changeset, Verdict } from '#shared/domain/review/decided.ts'
import type { ChangesetEvent, ChangesetFailure } from '#shared/contract/changeset.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { DecisionCounts } from '#shared/domain/changeset/counts.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { channel, type SignalLike } from '#shared/base/channel.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import { toDisplayText } from '#shared/diff/display-text.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import { labelDecisions } from '#shared/domain/review/label.ts'
import { decisionCounts } from '#shared/domain/review/project.ts'
import { ChangesetCache } from './changeset-cache.ts'
import { editedEntry, removedEntry, renewedEntry, type EditRequest } from './edits.ts'
import { asReviewFailure, gitFailed, type LoadFailure } from './failures.ts'
import type { ReviewOptions } from './options.ts'
import { hasLines, readLines } from './review-texts.ts'
import { lateEntry } from './late-decisions.ts'
import { SessionReview } from './session-review.ts'
import { placeOf, type ReviewView } from './view.ts'

export type { ReviewOptions, ReviewStore, ReviewSubject } from './options.ts'

type Decisions = readonly { readonly hunk: string; readonly verdict: Verdict | null }[]
type Counted = Promise<Result<DecisionCounts, ReviewFailure>>

/** The reviews of all sessions; see the contracts `changeset` and `review` for what each procedure does. */
export interface Reviews {
  changeset(session: string, number?: number): Promise<Result<Changeset, ChangesetFailure>>
  watch(session: string, signal: SignalLike): AsyncIterableIterator<ChangesetEvent>
  file(
    session: string,
    path: string,
    options?: { number?: number | undefined; force?: boolean; limit?: number | undefined },
  ): Promise<Result<FileText, ChangesetFailure>>
  blob(session: string, oid: string): Promise<Result<{ readonly base64: string }, ChangesetFailure>>
  previous(
    session: string,
    hunk: string,
  ): Promise<Result<{ readonly then: string; readonly now: string }, ChangesetFailure>>
  /** `decisions` may also name own edits that no longer hold: accept puts one onto the new text, reject removes it. */
  decide(
    session: string,
    decisions: Decisions,
    options?: { label?: string | undefined; number?: number | undefined },
  ): Counted
  undo(session: string): Counted
  redo(session: string): Counted
  edit(session: string, request: EditRequest): Counted
  removeEdit(session: string, edit: string): Counted
  acceptedTree(session: string): Promise<Result<AcceptedRevision, ChangesetFailure>>
  /** A revision was taken: notes what became of the decisions, tells who watches, counts. */
  revisionTaken(session: string): Promise<Result<DecisionCounts, ChangesetFailure>>
  /**
   * The session's base is another tree now, or again what it was before: carries the decisions over. Call it after
   * `subject` says so; if it is not called, the same happens when the review is used next.
   */
  baseMoved(session: string): Promise<Result<DecisionCounts, ChangesetFailure>>
}

const blobLimit = 20_000_000
/** How many sessions' views and ledgers are kept in memory, besides those that are watched. */
const awake = 8

export function createReviews(options: ReviewOptions): Reviews {
  const cache = new ChangesetCache(options.computeChangeset.bind(options))
  const sessions = new Map<string, SessionReview>()
  const of = (session: string): SessionReview => {
    const review = sessions.get(session) ?? new SessionReview(session, options, cache)
    // The one used last stands last.
    sessions.delete(session)
    sessions.set(session, review)
    const idle = [...sessions.values()].at(-1 - awake)
    if (idle) void idle.exclusively(() => Promise.resolve(idle.rest()))
    return review
  }
  const refreshed = async (session: string): Promise<Result<DecisionCounts, LoadFailure>> => {
    const review = of(session)
    const view = await review.exclusively(() => review.refresh())
    return view.ok ? ok(decisionCounts(view.value.counts)) : view
  }
  /** Loads the newest view and works with it while nothing else does. */
  const work = <T>(
    session: string,
    task: (review: SessionReview, loaded: LoadedReview) => Promise<Result<T, ReviewFailure>>,
  ): Promise<Result<T, ReviewFailure>> => {
    const review = of(session)
    return review.exclusively(async () => {
      const loaded = await review.load()
      return loaded.ok ? task(review, loaded.value) : asReviewFailure(loaded.error)
    })
  }
  const at = (session: string, number?: number) => {
    const review = of(session)
    return review.exclusively(() => (number === undefined ? review.load() : review.loadNumber(number)))
  }

  return {
    async changeset(session, number) {
      const loaded = await at(session, number)
      if (!loaded.ok) return loaded
      const { view, subject } = loaded.value
      const leftOut = subject.revisions.find((one) => one.number === view.number)?.leftOut ?? []
      return ok(of(session).changeset(view, leftOut))
    },
    watch: (session, signal) => watch(of(session), signal),
    async file(session, path, { number, force = false, limit } = {}) {
      const loaded = await at(session, number)
      if (!loaded.ok) return loaded
      const { view, subject } = loaded.value
      const file = view.files.find((one) => one.path === path)
      if (!file) return noFile(`${path} is not in this changeset.`, [path])
      return options.readFileText(subject.objects, file, force ? Infinity : limit)
    },
    async blob(session, oid) {
      const subject = await options.subject(session)
      if (!subject.ok) return subject
      const object = await subject.value.objects.read(oid)
      if (!object.ok) return gitFailed(object.error)
      if (object.value?.type !== 'blob') return noFile(`There is no content ${oid} in this repository.`)
      const { bytes } = object.value
      if (bytes.length > blobLimit) {
        const message = `The file has ${bytes.length} bytes, over the 20 MB that can be shown. Nothing was changed. Open it outside.`
        return err({ kind: 'tooLarge', message })
      }
      return ok({ base64: bytes.toString('base64') })
    },
    previous: (session, hunk) => previous(of(session), cache, hunk),
    decide: (session, decisions, { label, number } = {}) =>
      work(session, (review, loaded) => decide(review, loaded, decisions, label, number)),
    undo: (session) =>
      work(session, async (review, loaded) => {
        const step = review.ledger.undo
        if (!step) return nothing('nothingToUndo', 'There is no decision to undo.')
        review.append([{ type: 'undone', entry: step.entry }])
        return counted(await review.changed(loaded, step.hunks))
      }),
    redo: (session) =>
      work(session, async (review, loaded) => {
        const step = review.ledger.redo
        if (!step) return nothing('nothingToRedo', 'There is no undone decision to redo.')
        review.append([{ type: 'redone', entry: step.entry }])
        return counted(await review.changed(loaded, step.hunks))
      }),
    edit: (session, request) =>
      work(session, async (review, loaded) => {
        const entry = await editedEntry(loaded.subject.objects, loaded.view, request)
        if (!entry.ok) return entry
        if (!entry.value) return ok(decisionCounts(loaded.view.counts))
        review.append([entry.value])
        return counted(await review.changed(loaded))
      }),
    removeEdit: (session, edit) => work(session, (review, loaded) => removeEdit(review, loaded, edit)),
    async acceptedTree(session) {
      const review = of(session)
      return review.exclusively(async () => {
        const loaded = await review.load()
        if (!loaded.ok) return loaded
        const { view, subject } = loaded.value
        const { base, revision } = view.computed
        const built = await options.buildAcceptedTree(subject.objects, base, revision, view.files)
        if (!built.ok) return gitFailed(built.error)
        const { accepted, undecided } = view.counts
        return ok({ ...built.value, base, number: view.number, accepted, undecided })
      })
    },
    revisionTaken: refreshed,
    baseMoved: refreshed,
  }
}

type LoadedReview = Extract<Awaited<ReturnType<SessionReview['load']>>, { ok: true }>['value']

function counted(view: Result<ReviewView, LoadFailure>): Result<DecisionCounts, ReviewFailure> {
  return view.ok ? ok(decisionCounts(view.value.counts)) : asReviewFailure(view.error)
}

function nothing(kind: 'nothingToUndo' | 'nothingToRedo', message: string): Result<never, ReviewFailure> {
  return err({ kind, message: `${message} Nothing was changed.` })
}

function noFile(message: string, paths: readonly string[] = []): Result<never, ChangesetFailure> {
  return err({
    kind: 'noFile',
    message: `${message} Nothing was changed. Look at the newest changeset.`,
    paths,
  })
}

function unknownHunk(hunk: string): Result<never, ReviewFailure> {
  return err({
    kind: 'unknownHunk',
    message: `There is no hunk ${hunk} in the newest revision. No decision was changed. Look at the newest changeset and decide again.`,
    refs: [hunk],
  })
}

/** Subscribes first and then takes the snapshot, so that nothing falls between the two. */
function watch(review: SessionReview, signal: SignalLike): AsyncIterableIterator<ChangesetEvent> {
  return channel<ChangesetEvent>(signal, (push) => {
    let started = false
    review.watchers += 1
    const subscription = review.events.on((event) => {
      if (started) push(event)
    })
    void review
      .exclusively(async () => {
        const loaded = await review.load()
        const { seq } = review
        if (loaded.ok) push({ type: 'snapshot', seq, changeset: review.changeset(loaded.value.view) })
        else push({ type: 'failed', seq, failure: loaded.error })
        started = true
      })
      .catch((error: unknown) => {
        queueMicrotask(() => {
          throw error
        })
      })
    return () => {
      review.watchers -= 1
      subscription.dispose()
    }
  })
}

async function decide(
  review: SessionReview,
  loaded: LoadedReview,
  decisions: Decisions,
  label: string | undefined,
  number: number | undefined,
): Promise<Result<DecisionCounts, ReviewFailure>> {
  const { view } = loaded
  const [only] = decisions
  if (only && decisions.length === 1 && review.ledger.edits.some(({ id }) => id === only.hunk)) {
    return decideEdit(review, loaded, only.hunk, only.verdict)
  }
  const missing = decisions.find(({ hunk }) => !view.indexes.has(hunk))
  if (missing && number !== undefined && number < view.number)
    return decideLate(review, loaded, decisions, label, number)
  if (missing) return unknownHunk(missing.hunk)
  const verdicts = new Map<string, Verdict | null>()
  for (const { hunk, verdict } of decisions) {
    const group = view.projection.groups.get(hunk)
    const together = group === undefined ? [hunk] : (view.projection.members.get(group) ?? [hunk])
    for (const id of together) verdicts.set(id, verdict)
  }
  const decided = [...verdicts].flatMap(([hunk, verdict]) => {
    const found = view.indexes.get(hunk)
    const file = found && view.diffs[found.file]
    return found && file ? [{ hunk, verdict, path: file.path, place: placeOf(file, found.hunk) }] : []
  })
  review.append([
    {
      type: 'decided',
      base: view.computed.base,
      revision: view.number,
      label: label ?? labelDecisions(decided),
      decisions: decided.map(({ hunk, verdict, place }) => ({ hunk, verdict, place })),
    },
  ])
  const hunks = [...verdicts.keys()]
  // Whether an own edit in a group takes effect depends on what is decided of the rest of the group.
  const entangled = review.ledger.edits.length > 0 && hunks.some((id) => view.projection.groups.has(id))
  return entangled
    ? counted(await review.changed(loaded))
    : ok(decisionCounts(review.decided(view, hunks).counts))
}

/** Decides hunks of a revision that was on screen when the next one came, of which some are not in the newest. */
async function decideLate(
  review: SessionReview,
  loaded: LoadedReview,
  decisions: Decisions,
  label: string | undefined,
  number: number,
): Promise<Result<DecisionCounts, ReviewFailure>> {
  const shown = await review.loadNumber(number)
  if (!shown.ok) return asReviewFailure(shown.error)
  const verdicts = new Map(decisions.map(({ hunk, verdict }) => [hunk, verdict]))
  const entry = lateEntry(shown.value.view, loaded.view, verdicts, label)
  if (!entry) return unknownHunk(decisions.find(({ hunk }) => !loaded.view.indexes.has(hunk))?.hunk ?? '')
  return counted(await review.decidedLate(loaded, shown.value.view, entry))
}

async function decideEdit(
  review: SessionReview,
  loaded: LoadedReview,
  id: string,
  verdict: Verdict | null,
): Promise<Result<DecisionCounts, ReviewFailure>> {
  if (verdict !== 'accept') return removeEdit(review, loaded, id)
  const { view, subject } = loaded
  if (view.files.some((file) => file.edits.some((edit) => edit.id === id && edit.holds))) {
    return ok(decisionCounts(view.counts))
  }
  const entry = await renewedEntry(subject.objects, view, id)
  if (!entry.ok) return entry
  if (!entry.value) {
    const message =
      'The place of this edit is gone. Nothing was changed. Make the edit again on what is shown now.'
    return err({ kind: 'badEdit', message })
  }
  review.append([entry.value])
  return counted(await review.changed(loaded))
}

async function removeEdit(
  review: SessionReview,
  loaded: LoadedReview,
  id: string,
): Promise<Result<DecisionCounts, ReviewFailure>> {
  const entry = removedEntry(loaded.view, id)
  if (!entry) {
    const message = 'There is no such edit. Nothing was changed. Look at the newest changeset.'
    return err({ kind: 'badEdit', message, refs: [id] })
  }
  review.append([entry])
  return counted(await review.changed(loaded))
}

/** The new text of a hunk when it, or the one it supersedes, was decided, and its new text now. */
async function previous(
  review: SessionReview,
  cache: ChangesetCache,
  id: string,
): Promise<Result<{ readonly then: string; readonly now: string }, ChangesetFailure>> {
  const loaded = await review.exclusively(() => review.load())
  if (!loaded.ok) return loaded
  const { view, subject } = loaded.value
  const found = view.indexes.get(id)
  const file = found && view.files[found.file]
  const hunk = file?.hunks.find((one) => one.id === id)
  const record = review.ledger.record(hunk?.supersedes?.hunk ?? id)
  if (!file || !hunk || !record) return noFile('Nothing is known of an earlier text of this hunk.')
  const revision = subject.revisions.find((one) => one.number === record.revision)
  if (!revision) return noFile('The revision that was decided is gone.')
  const former = await cache.get(subject.objects, record.base, revision.tree)
  if (!former.ok) return gitFailed(former.error)
  const then = await textOf(subject.objects, former.value.files, record.hunk)
  if (!then.ok) return then
  const now = await textOf(subject.objects, view.diffs, id)
  // oxlint-disable-next-line unicorn/no-thenable -- a text, as the contract names it; never called
  return now.ok ? ok({ then: then.value, now: now.value }) : now
}

async function textOf(
  objects: LoadedReview['subject']['objects'],
  files: readonly ReviewView['diffs'][number][],
  id: string,
): Promise<Result<string, ChangesetFailure>> {
  const file = files.find((one) => one.hunks.some((hunk) => hunk.id === id))
  const hunk = file?.hunks.find((one) => one.id === id)
  if (!file || hunk?.kind !== 'text' || !hasLines(file)) return ok('')
  const lines = await readLines(objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  return ok(toDisplayText(replacementOf(lines.value.revision, hunk).bytes).text)
}
