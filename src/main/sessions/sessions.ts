import { err, ok, type Result } from '#shared/base/result.ts'
import { SerialByKey } from '#shared/base/serial.ts'
import type { SignalLike } from '#shared/base/push-stream.ts'
import type {
  Discarded,
  LetGo,
  LeftOutChoice,
  NewTask,
  SessionDetailsEvent,
  SentFollowUp,
  SessionsEvent,
} from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { Forked, RolledBack } from '#shared/contract/checkpoint.ts'
import type { Collected, CollectPart, Garbage, GarbageRequest } from '#shared/contract/collection.ts'
import type { DiskUse } from '#shared/contract/workbench.ts'
import type { UpToDate } from '#shared/contract/up-to-date.ts'
import type { TimelineEvent, TimelinePage } from '#shared/contract/timeline.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { sessionOf } from '#shared/domain/session/details.ts'
import type { Session } from '#shared/domain/session/session.ts'
import type { WorktreeChange } from '#shared/domain/session/worktree-change.ts'
import type { PersonAnswer } from './ask-item.ts'
import { bringUpToDate, type UpToDateWay } from './bring-up-to-date.ts'
import { collectParts } from './collect.ts'
import { diskUse, listGarbage } from './garbage.ts'
import { compactSession } from './compact.ts'
import { compareWorktree } from './compare-worktree.ts'
import { endLeft } from './left-processes.ts'
import { discardSession, restoreSession } from './discard.ts'
import { sendFollowUp, type FollowUpWay } from './follow-up.ts'
import { forkSession } from './fork.ts'
import { stopLeft } from './left-ask.ts'
import { letWorktreeGo } from './let-go.ts'
import { recoverSessions } from './recover.ts'
import { rollBack, type RollBackTo } from './roll-back.ts'
import type { Scheduler } from './scheduler.ts'
import { idleSession, wrongState, type Done, type SessionContext } from './session-context.ts'
import { dropWorktree, findWorktree, keepLast } from './session-worktree.ts'
import { SharedCount } from './shared-count.ts'
import { submitTasks } from './submit.ts'

/** The sessions that have an agent: submitted, run, stopped, followed up, discarded and restored. */
export class Sessions {
  readonly #context: SessionContext
  readonly #diskUse: SharedCount<DiskUse>
  readonly #scheduler: Scheduler
  /** Acts on a worktree that must not meet. */
  readonly #acts = new SerialByKey<string>()

  constructor(context: SessionContext, scheduler: Scheduler) {
    this.#context = context
    this.#diskUse = new SharedCount(() => diskUse(context))
    this.#scheduler = scheduler
  }

  /** Queues tasks, all or none. */
  async submit(
    tasks: readonly NewTask[],
    client?: ActClient,
  ): Promise<Result<{ readonly sessions: readonly string[] }, SessionFailure>> {
    const submitted = await submitTasks(this.#context, tasks, client)
    if (submitted.ok) this.#scheduler.wake()
    return submitted
  }

  list(): readonly Session[] {
    return this.#context.registry.all().map(sessionOf)
  }

  get(id: string): Result<Session, SessionFailure> {
    const record = this.#context.registry.get(id)
    return record.ok ? ok(sessionOf(record.value)) : record
  }

  watch(signal: SignalLike): AsyncIterableIterator<SessionsEvent> {
    return this.#context.registry.watch(signal)
  }

  follow(id: string, signal: SignalLike): AsyncIterableIterator<SessionDetailsEvent> {
    return this.#context.registry.follow(id, signal)
  }

  async stop(id: string): Promise<Done> {
    const record = this.#context.registry.get(id)
    if (!record.ok) return record
    if (this.#scheduler.isRunning(id)) await this.#scheduler.stop(id)
    else if (stopLeft(this.#context, id, 'stopped by you')) return ok(null)
    else if (record.value.state === 'queued')
      this.#context.registry.record(id, {
        type: 'sessionStateChanged',
        data: { state: 'stopped', activity: 'stopped before it started' },
      })
    else return err(wrongState(record.value, 'It does not run, so there is nothing to stop.'))
    return ok(null)
  }

  /** Runs the task again in a fresh worktree; what the last snapshot does not hold goes only if `leftOut` says so. */
  async restart(id: string, leftOut: LeftOutChoice = 'keep', client?: ActClient): Promise<Done> {
    const idle = idleSession(this.#context, id)
    if (!idle.ok) return idle
    const record = idle.value
    if (record.source) return err(wrongState(record, 'It has no agent. Refresh it to look again.'))
    const where = await this.#context.worktrees.locate(record)
    if (where.kind === 'replaced' || (where.kind === 'missing' && where.away))
      return findWorktree(this.#context, record)
    const kept = await keepLast(this.#context, record, 'restarted', leftOut)
    if (!kept.ok) return kept
    const dropped = await dropWorktree(this.#context, record)
    if (!dropped.ok) return dropped
    if (record.worktreeLost)
      this.#context.registry.record(id, { type: 'worktreeChanged', data: { path: null } })
    await this.#context.folders.setAgentAside(id, record.turns + 1)
    this.#context.registry.record(id, {
      type: 'turnQueued',
      data: { turn: record.turns + 1, prompt: record.prompt, ...(client ? { client } : {}) },
    })
    this.#scheduler.wake()
    return ok(null)
  }

  /** Sends a follow-up; see `sendFollowUp`. */
  followUp(
    id: string,
    words: string,
    way: FollowUpWay = { when: 'turnEnd' },
  ): Promise<Result<SentFollowUp, SessionFailure>> {
    return sendFollowUp(this.#context, this.#scheduler, id, words, way)
  }

  /** Brings files and talk back to a checkpoint; see `rollBack`. */
  rollBack(id: string, to: RollBackTo, client?: ActClient): Promise<Result<RolledBack, SessionFailure>> {
    return this.#acts.run(id, () => rollBack(this.#context, id, to, client))
  }

  /** Merges what its target has since into an idle session; see `bringUpToDate`. */
  bringUpToDate(id: string, way: UpToDateWay): Promise<Result<UpToDate, SessionFailure>> {
    return this.#acts.run(id, () => bringUpToDate(this.#context, id, way))
  }

  /** Runs what must not meet another act on a session's worktree or base. */
  apart<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#acts.run(id, work)
  }

  /** Has the agent of an idle session shorten its conversation; see `compactSession`. */
  async compact(id: string, client?: ActClient): Promise<Done> {
    const queued = await compactSession(this.#context, id, client)
    if (queued.ok) this.#scheduler.wake()
    return queued
  }

  /** Makes a second session from a checkpoint; see `forkSession`. */
  async fork(
    id: string,
    words: string,
    from: { readonly from: RollBackTo | null; readonly client?: ActClient | undefined },
  ): Promise<Result<Forked, SessionFailure>> {
    const forked = await forkSession(this.#context, id, words, from)
    if (forked.ok) this.#scheduler.wake()
    return forked
  }

  /** Answers what an agent asks; see `Asks`. */
  answer(id: string, item: string, answer: PersonAnswer, client?: ActClient): Result<null, SessionFailure> {
    const answered = this.#context.asks.answer(id, item, answer, client)
    // What was asked in a turn that is over begins another one.
    if (answered.ok) this.#scheduler.wake()
    return answered
  }

  /** Takes back a follow-up that waits: it is the draft of the session's next one again. Gives its text. */
  takeBackFollowUp(id: string, waiting: string): Result<string, SessionFailure> {
    const record = this.#context.registry.get(id)
    if (!record.ok) return record
    const found = record.value.waiting.find((one) => one.id === waiting)
    if (found === undefined)
      return err({
        kind: 'notFound',
        message: `This follow-up of session ${id} does not wait any more: it was sent, taken back, or is a draft again. Nothing was changed.`,
      })
    const rest = record.value.waiting.filter((one) => one !== found)
    this.#context.registry.wait(id, rest, { begun: found.text })
    return ok(found.text)
  }

  /** Ends what the turns of an idle session left running. */
  async endProcesses(id: string): Promise<Result<{ readonly ended: number }, SessionFailure>> {
    const idle = idleSession(this.#context, id)
    return idle.ok || this.#context.registry.find(id)?.discardedAt ? endLeft(this.#context, id) : idle
  }

  rename(id: string, title: string): Done {
    const record = this.#context.registry.get(id)
    if (!record.ok) return record
    this.#context.registry.record(id, { type: 'sessionRenamed', data: { title } })
    return ok(null)
  }

  /** Looks at the worktree again: what was changed there since the last turn, by hand say, becomes a revision. */
  async refresh(id: string): Promise<Result<{ readonly revision: number }, SessionFailure>> {
    const idle = idleSession(this.#context, id)
    if (!idle.ok) return idle
    const taken = await this.#context.revisions.take(id, idle.value.turns)
    if (!taken.ok) return err({ ...taken.error, kind: 'snapshotFailed' })
    this.#context.registry.differs(id, null)
    return ok({ revision: this.#context.registry.find(id)?.revisions.length ?? 0 })
  }

  /** Compares the worktree of an idle session with its newest revision; see `compareWorktree`. */
  compareWorktree(id: string): Promise<Result<WorktreeChange | null, SessionFailure>> {
    return compareWorktree(this.#context, id)
  }

  /**
   * Takes a last snapshot, then moves the worktree to the trash; see `discardSession` for what happens when that can't be
   * done. The notice is for the person.
   */
  discard(
    id: string,
    leftOut: LeftOutChoice = 'keep',
    client?: ActClient,
  ): Promise<Result<Discarded, SessionFailure>> {
    return this.#acts.run(id, () => discardSession(this.#context, this.#scheduler, id, leftOut, client))
  }

  /** Takes a last snapshot of a session that is done with, and moves its worktree to the trash. */
  letWorktreeGo(id: string): Promise<Result<LetGo, SessionFailure>> {
    return letWorktreeGo(this.#context, id)
  }

  /** What of sessions that are over can be deleted to make room. */
  garbage(request: GarbageRequest): Promise<Garbage> {
    return listGarbage(this.#context, request)
  }

  /** Deletes such parts, one after another, each if it can still go. */
  collect(
    parts: readonly { readonly session: string; readonly part: CollectPart }[],
    ignored: GarbageRequest['ignored'],
  ): Promise<readonly Collected[]> {
    return collectParts(this.#context, parts, ignored)
  }

  /** What the data folder uses: counted anew, unless a count will do that is at most `age` milliseconds old. */
  diskUse(age?: number): Promise<DiskUse> {
    return this.#diskUse.get(age)
  }

  /** Brings a discarded session back. */
  restore(id: string, client?: ActClient): Promise<Done> {
    return restoreSession(this.#context, id, client)
  }

  /** All that is kept of a session's timeline, the newest first. */
  newestItems(id: string): Iterable<TimelineItem> {
    return this.#context.timelines.newestFirst(id)
  }

  timeline(id: string, before: number | undefined, limit: number): Result<TimelinePage, SessionFailure> {
    const record = this.#context.registry.get(id)
    return record.ok ? ok(this.#context.timelines.items(id, before, limit)) : record
  }

  watchTimeline(id: string, signal: SignalLike): AsyncIterableIterator<TimelineEvent> {
    return this.#context.timelines.watch(id, signal)
  }

  async output(
    id: string,
    item: string,
    from: number,
    length: number,
  ): Promise<Result<OutputWindow, SessionFailure>> {
    const record = this.#context.registry.get(id)
    if (!record.ok) return record
    const kept = await this.#context.timelines.window(id, item, from, length)
    if (kept.ok && kept.value.total === 0 && record.value.collected.includes('outputs'))
      return err({
        kind: 'collected',
        message:
          'This output is not kept any more: `winnow gc` deleted the outputs of this session to make room. Nothing was changed. What the timeline says of it is still there.',
      })
    return kept
  }

  /** Ends what an earlier run was cut off in, in repositories that `concerns`, before anything else is done there. */
  recover(concerns: (repository: string) => boolean, ended: AbortSignal): Promise<void> {
    return recoverSessions(this.#context, concerns, ended)
  }
}
