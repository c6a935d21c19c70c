import { randomBytes } from 'node:crypto'
import type { Author } from '#shared/domain/review/ledger-values.ts'
import type { ChangesetEvent, ChangesetFailure } from '#shared/contract/changeset.ts'
import type { ReviewFailure } from '#shared/contract/review.ts'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { DecisionCounts } from '#shared/domain/changeset/counts.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import type { Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import type { ActClient, Changeset } from '#shared/domain/review/decided.ts'
import { decisionCounts } from '#shared/domain/review/project.ts'
import type { PreviousText } from '#shared/domain/review/previous-text.ts'
import type { ReviewAnswer } from '#shared/domain/review/review-answer.ts'
import type { FileNames } from '#shared/domain/unit/names.ts'
import type { ChangesetUnits } from '#shared/domain/unit/unit.ts'
import type { Decision } from '#shared/domain/review/decision-subject.ts'
import { afterSides, type AfterSide } from './after-sides.ts'
import { ChangesetCache } from './changeset-cache.ts'
import { NameLinkCache } from './name-link-cache.ts'
import { UnitCache } from './changeset-units.ts'
import { decide, removeEdit, write, type Performing } from './decide.ts'
import { editedEntry, type EditRequest } from './edits.ts'
import { asReviewFailure, gitFailed, noFile, storeFailed, type LoadFailure } from './failures.ts'
import type { ReviewOptions } from './options.ts'
import { linesOfHunk, type LinesOfHunk } from './hunk-lines.ts'
import { previous, type PreviousOptions } from './previous.ts'
import { resolvedEntry, type ConflictChoice } from './resolve-conflict.ts'
import { SeenHunks } from './seen-hunks.ts'
import { SessionReview } from './session-review.ts'
import { withDecided } from './since-decided.ts'
import { takeBackCommandLine } from './take-back.ts'
import type { ReviewView } from './view.ts'

export type { ReviewOptions, ReviewStore, ReviewSubject } from './options.ts'

/** How an act is told by who asks for it. */
export interface ActOptions {
  /** The client's id for it; asked for again with the same, it is not done again. One is made when absent. */
  readonly act?: string | undefined
  /** The person's words. */
  readonly reason?: string | undefined
  /** Set when it came by a command line. */
  readonly client?: ActClient | undefined
}

/** A hunk that the person rejected. */
export interface RejectedHunk {
  readonly path: string
  readonly hunk: Hunk
  /** The person's words, where there are some. */
  readonly reason: string | null
}

type Answered = Promise<Result<ReviewAnswer, ReviewFailure>>

/** The reviews of all sessions; see the contracts `changeset` and `review` for what each procedure does. */
export interface Reviews {
  changeset(session: string, number?: number): Promise<Result<Changeset, ChangesetFailure>>
  /** What one key decides each, of a revision; the newest when `number` is absent. */
  units(session: string, number?: number): Promise<Result<ChangesetUnits, ChangesetFailure>>
  /** The names that hunks of a file define or take away, of a revision; the newest when `number` is absent. */
  names(session: string, path: string, number?: number): Promise<Result<FileNames, ChangesetFailure>>
  watch(session: string, signal: SignalLike): AsyncIterableIterator<ChangesetEvent>
  file(
    session: string,
    path: string,
    options?: {
      number?: number | undefined
      force?: boolean
      limit?: number | undefined
      encoding?: TextEncoding | undefined
    },
  ): Promise<Result<FileText, ChangesetFailure>>
  blob(session: string, oid: string): Promise<Result<{ readonly base64: string }, ChangesetFailure>>
  previous(
    session: string,
    hunk: string,
    options?: PreviousOptions,
  ): Promise<Result<PreviousText, ChangesetFailure>>
  linesOf(session: string, hunk: string): Promise<Result<LinesOfHunk, ChangesetFailure>>
  /** Files of the newest revision after the change, by these paths. */
  afterSides(
    session: string,
    paths: ReadonlySet<string>,
  ): Promise<Result<ReadonlyMap<string, AfterSide>, ChangesetFailure>>
  /** Marks hunks as seen, durably: they were on screen long enough to be read. No decision, and no step of undo. */
  see(session: string, hunks: readonly string[]): Promise<Result<null, ReviewFailure>>
  /** The ids of all hunks of a session that were seen, then those that are added. */
  watchSeen(session: string, signal: SignalLike): AsyncIterableIterator<readonly string[]>
  /** Something is told of the changes that is none of their decisions: who watches asks again. */
  told(session: string): void
  decide(
    session: string,
    decisions: readonly Decision[],
    options?: ActOptions & { label?: string | undefined; number?: number | undefined },
  ): Answered
  undo(session: string, options?: ActOptions): Answered
  takeBackCommandLine(session: string, options?: ActOptions): Answered
  redo(session: string, options?: ActOptions): Answered
  edit(session: string, request: EditRequest, options?: ActOptions): Answered
  /** Takes a side of the marked conflict that a hunk is in; see `resolvedEntry`. */
  resolve(
    session: string,
    conflict: { readonly hunk: string; readonly take: ConflictChoice },
    options?: ActOptions,
  ): Answered
  removeEdit(session: string, edit: string, options?: ActOptions): Answered
  /**
   * The base with what is accepted, made once for a base, a revision and a place in the ledger. With `anew` it is made again:
   * objects of it may have been collected, which nothing names before it lands.
   */
  acceptedTree(
    session: string,
    options?: { readonly anew?: boolean },
  ): Promise<Result<AcceptedRevision, ChangesetFailure>>
  /** The hunks of the newest revision that are rejected, with what the person said to it. */
  rejected(session: string): Promise<Result<readonly RejectedHunk[], ChangesetFailure>>
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
  const unitCache = new UnitCache(options.makeUnits.bind(options))
  const nameCache = new NameLinkCache(options.nameLinks.bind(options))
  const seen = new SeenHunks(options.store)
  const sessions = new Map<string, SessionReview>()
  /** By the view, which is another one for each base, revision and place in the ledger. */
  const acceptedOf = new WeakMap<ReviewView, AcceptedRevision>()
  const of = (session: string): SessionReview => {
    const review = sessions.get(session) ?? new SessionReview(session, options, cache, seen)
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
  /** Loads the newest view and works with it while nothing else does. An act that is written down is not done again. */
  const perform = (
    session: string,
    asked: ActOptions | undefined,
    task: (performing: Performing) => Promise<Result<ReviewView, ReviewFailure>>,
  ): Answered => {
    const review = of(session)
    return review.exclusively(async () => {
      const loaded = await review.load()
      if (!loaded.ok) return asReviewFailure(loaded.error)
      const act = asked?.act ?? randomBytes(9).toString('base64url')
      const author: Author = { kind: 'person', ...(asked?.client ? { client: asked.client } : {}) }
      const by = { act, by: author, reason: asked?.reason ?? null }
      const done = review.ledger.hasAct(act)
        ? ok(loaded.value.view)
        : await task({ review, loaded: loaded.value, act: by })
      if (!done.ok) return done
      return ok({ ...decisionCounts(done.value.counts), act, seq: review.seq })
    })
  }
  const at = (session: string, number?: number) => {
    const review = of(session)
    return number === undefined ? review.read() : review.exclusively(() => review.loadNumber(number))
  }

  return {
    async changeset(session, number) {
      const loaded = await at(session, number)
      if (!loaded.ok) return loaded
      const { view, subject } = loaded.value
      const leftOut = subject.revisions.find((one) => one.number === view.number)?.leftOut ?? []
      return ok(of(session).changeset(view, leftOut))
    },
    async units(session, number) {
      const loaded = await at(session, number)
      return loaded.ok ? unitCache.of(loaded.value) : loaded
    },
    async names(session, path, number) {
      const loaded = await at(session, number)
      return loaded.ok ? ok({ links: await nameCache.of(loaded.value, path) }) : loaded
    },
    watch: (session, signal) => watch(of(session), signal),
    async file(session, path, { number, force = false, limit, encoding } = {}) {
      const loaded = await at(session, number)
      if (!loaded.ok) return loaded
      const { view, subject } = loaded.value
      const file = view.shown.find((one) => one.path === path)
      if (!file) return noFile(`${path} is not in this changeset.`, [path])
      const known = options.encodingOf?.(session, path) ?? null
      const source =
        encoding === undefined ? known : { chosen: encoding, likely: () => Promise.resolve(null) }
      const text = await options.readFileText(subject.objects, file, force ? Infinity : limit, source)
      return text.ok ? ok(await withDecided(text.value, { review: of(session), cache, file })) : text
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
    linesOf: (session, hunk) => linesOfHunk(of(session), cache, hunk),
    afterSides: (session, paths) => afterSides(of(session), paths),
    see: (session, hunks) => {
      const review = of(session)
      return review.exclusively(async () => {
        // What was marked before is held against the same as these from now on.
        const loaded = await review.load()
        if (!loaded.ok) return asReviewFailure(loaded.error)
        const { base } = loaded.value.view.computed
        try {
          seen.mark(session, hunks, { base, number: loaded.value.view.number })
        } catch (error) {
          return asReviewFailure(storeFailed(error).error)
        }
        return ok(null)
      })
    },
    watchSeen: (session, signal) => seen.watch(session, signal),
    told(session) {
      const review = sessions.get(session)
      void review?.exclusively(() => Promise.resolve(review.tellAgain()))
    },
    previous: (session, hunk, asked) =>
      previous(of(session), cache, hunk, {
        ...asked,
        encodingOf: (path) => options.encodingOf?.(session, path) ?? null,
      }),
    decide: (session, decisions, asked) =>
      perform(session, asked, (performing) => decide(performing, decisions, asked)),
    undo: (session, asked) =>
      perform(session, asked, async (performing) => {
        const step = performing.review.ledger.undo
        if (!step) return nothing('nothingToUndo', 'There is no decision to undo.')
        return write(performing, { type: 'undone', entry: step.entry }, step.hunks)
      }),
    redo: (session, asked) =>
      perform(session, asked, async (performing) => {
        const step = performing.review.ledger.redo
        if (!step) return nothing('nothingToRedo', 'There is no undone decision to redo.')
        return write(performing, { type: 'redone', entry: step.entry }, step.hunks)
      }),
    takeBackCommandLine: (session, asked) => perform(session, asked, takeBackCommandLine),
    edit: (session, request, asked) =>
      perform(session, asked, async (performing) => {
        const { subject, view } = performing.loaded
        const entry = await editedEntry(subject.objects, view, request)
        if (!entry.ok) return entry
        return entry.value ? write(performing, entry.value) : ok(view)
      }),
    resolve: (session, { hunk, take }, asked) =>
      perform(session, asked, async (performing) => {
        const { subject, view } = performing.loaded
        const entry = await resolvedEntry(subject.objects, view, hunk, take)
        if (!entry.ok) return entry
        return entry.value ? write(performing, entry.value) : ok(view)
      }),
    removeEdit: (session, edit, asked) =>
      perform(session, asked, (performing) => removeEdit(performing, edit)),
    async acceptedTree(session, { anew = false } = {}) {
      const review = of(session)
      return review.exclusively(async () => {
        const loaded = await review.load()
        if (!loaded.ok) return loaded
        const { view, subject } = loaded.value
        const known = acceptedOf.get(view)
        if (known && !anew) return ok(known)
        if (anew) subject.objects.forgetTrees()
        const { base, revision } = view.computed
        const built = await options.buildAcceptedTree(subject.objects, base, revision, view.files)
        if (!built.ok) return gitFailed(built.error)
        const { accepted, undecided } = view.counts
        const whole = { ...built.value, base, number: view.number, accepted, undecided }
        acceptedOf.set(view, whole)
        return ok(whole)
      })
    },
    async rejected(session) {
      const review = of(session)
      return review.exclusively(async () => {
        const loaded = await review.load()
        if (!loaded.ok) return loaded
        const found = loaded.value.view.shown.flatMap(({ path, hunks }) =>
          hunks
            .filter(({ decision }) => decision === 'reject')
            .map((hunk) => ({ path, hunk, reason: review.ledger.record(hunk.id)?.reason ?? null })),
        )
        return ok(found)
      })
    },
    revisionTaken: refreshed,
    baseMoved: refreshed,
  }
}

function nothing(kind: 'nothingToUndo' | 'nothingToRedo', message: string): Result<never, ReviewFailure> {
  return err({ kind, message: `${message} Nothing was changed.` })
}

/** Subscribes first and then takes the snapshot, so that nothing falls between the two. */
function watch(review: SessionReview, signal: SignalLike): AsyncIterableIterator<ChangesetEvent> {
  return pushStream<ChangesetEvent>(signal, (push) => {
    let started = false
    review.watchers += 1
    const subscription = review.events.on((event) => {
      if (started) push(event)
    })
    void review
      .reading((loaded) => {
        const { seq } = review
        if (loaded.ok)
          push({ type: 'snapshot', act: null, seq, changeset: review.changeset(loaded.value.view) })
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
