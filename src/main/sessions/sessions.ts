import { readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SignalLike } from '#shared/base/channel.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { NewTask, SessionFailure, SessionsEvent } from '#shared/contract/session.ts'
import type { TimelineEvent, TimelinePage } from '#shared/contract/timeline.ts'
import type { OutputWindow } from '#shared/domain/timeline/output-window.ts'
import type { Revision, Session } from '#shared/domain/session/session.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { draftTitle } from '#shared/domain/task/title.ts'
import { baseRef } from '#main/git/hidden-ref.ts'
import { isFolder } from '#main/git/path-exists.ts'
import { publicSession, type SessionRegistry } from './registry.ts'
import type { Scheduler } from './scheduler.ts'
import type { Timelines } from './timelines.ts'
import { takeRevision, type TurnDependencies } from './turns.ts'

/** What the sessions need from repositories and worktrees; `workbench.ts` passes it. */
export interface SessionDependencies extends TurnDependencies {
  /** The commit and tree of a base the person named (HEAD when absent). */
  resolveBase(
    repository: string,
    name: string | undefined,
  ): Promise<
    Result<{ readonly name: string; readonly commit: string; readonly tree: string }, SessionFailure>
  >
  /** Keeps a commit from being collected, under a hidden reference of the session. */
  protect(repository: string, ref: string, commit: string): Promise<Result<null, SessionFailure>>
  discardWorktree(record: SessionRecord): Promise<Result<null, SessionFailure>>
  /** One sentence on what is not there any more of a session's repository; null while it is there. */
  repositoryLoss(record: SessionRecord): Promise<string | null>
  restoreWorktree(record: SessionRecord, revision: Revision): Promise<Result<string, SessionFailure>>
  /** Puts away what a killed process left: of a worktree that the session has not, and locks of its references. */
  clearWorktree(record: SessionRecord): Promise<void>
  /** Removes the hidden references of a session that was never made. */
  release(repository: string, session: string): Promise<void>
  /** Whether this kind of agent exists. */
  knowsAgent(choice: AgentChoice): boolean
  remember(prompts: readonly string[]): void
  /** A session's changeset changed for a reason other than a new revision. */
  agentFolder(session: string): string
}

type Done = Result<null, SessionFailure>

/** The sessions that have an agent: submitted, run, stopped, followed up, discarded and restored. */
export class Sessions {
  readonly #deps: SessionDependencies
  readonly #registry: SessionRegistry
  readonly #timelines: Timelines
  readonly #scheduler: Scheduler

  constructor(deps: SessionDependencies, scheduler: Scheduler) {
    this.#deps = deps
    this.#registry = deps.registry
    this.#timelines = deps.timelines
    this.#scheduler = scheduler
  }

  /** Queues tasks, all or none. */
  async submit(
    tasks: readonly NewTask[],
  ): Promise<Result<{ readonly sessions: readonly string[] }, SessionFailure>> {
    const resolved: { task: NewTask; base: { name: string; commit: string; tree: string } }[] = []
    const bases = new Map<string, Awaited<ReturnType<SessionDependencies['resolveBase']>>>()
    for (const task of tasks) {
      if (!this.#deps.knowsAgent(task.agent) || task.agent.kind === 'existing')
        return err({
          kind: 'unknownAgent',
          message: `There is no agent "${task.agent.kind}" that runs tasks. Nothing was started. Choose one of: openai, command, demo.`,
        })
      if (task.agent.kind === 'command' && !task.agent.command?.trim())
        return err({
          kind: 'agentNotConfigured',
          message:
            'A command agent needs a command line. Nothing was started. Write the command, or choose another agent.',
        })
      // Hundreds of tasks mostly start from the same base; it is looked up once, so that they all do.
      const name = `${task.repository} ${task.base ?? ''}`
      const base = bases.get(name) ?? (await this.#deps.resolveBase(task.repository, task.base))
      if (!base.ok) return base
      bases.set(name, base)
      resolved.push({ task, base: base.value })
    }
    const made = resolved.flatMap(({ task, base }) => {
      const taskId = this.#registry.newId()
      return Array.from({ length: task.attempts }, (_, index) => {
        const id = index === 0 ? taskId : this.#registry.newId()
        return { id, taskId, attempt: index + 1, task, base }
      })
    })
    this.#registry.announceNew(...made.map(({ id, task }) => ({ id, repository: task.repository })))
    for (const { id, task, base } of made) {
      const kept = await this.#deps.protect(task.repository, baseRef(id), base.commit)
      if (!kept.ok) return kept
    }
    this.#registry.recordAll(
      made.map(({ id, taskId, attempt, task, base }) => ({
        id,
        events: [
          {
            type: 'sessionCreated',
            data: {
              id,
              repository: task.repository,
              task: taskId,
              title: task.title ?? draftTitle(task.prompt, task.agent),
              prompt: task.prompt,
              agent: task.agent,
              attempt,
              attempts: task.attempts,
              source: null,
              baseName: base.name,
              baseCommit: base.commit,
              baseTree: base.tree,
            },
          },
          { type: 'turnQueued', data: { turn: 1, prompt: task.prompt } },
        ],
      })),
    )
    this.#deps.remember(tasks.map(({ prompt }) => prompt).filter((prompt) => prompt.trim() !== ''))
    this.#scheduler.wake()
    return ok({ sessions: made.map(({ id }) => id) })
  }

  list(): readonly Session[] {
    return this.#registry.all().map(publicSession)
  }

  get(id: string): Result<Session, SessionFailure> {
    const record = this.#registry.get(id)
    return record.ok ? ok(publicSession(record.value)) : record
  }

  watch(signal: SignalLike): AsyncIterableIterator<SessionsEvent> {
    return this.#registry.watch(signal)
  }

  async stop(id: string): Promise<Done> {
    const record = this.#registry.get(id)
    if (!record.ok) return record
    if (this.#scheduler.isRunning(id)) await this.#scheduler.stop(id)
    else if (record.value.state === 'queued')
      this.#registry.record(id, {
        type: 'sessionStateChanged',
        data: { state: 'stopped', activity: 'stopped before it started' },
      })
    else return err(wrongState(record.value, 'It does not run, so there is nothing to stop.'))
    return ok(null)
  }

  async restart(id: string): Promise<Done> {
    const idle = this.#idle(id)
    if (!idle.ok) return idle
    const record = idle.value
    if (record.source) return err(wrongState(record, 'It has no agent. Refresh it to look again.'))
    const kept = await this.#keepLast(record, 'restarted')
    if (!kept.ok) return kept
    if (record.worktree) {
      const discarded = await this.#deps.discardWorktree(record)
      if (!discarded.ok) return discarded
    }
    if (record.worktree || record.worktreeLost)
      this.#registry.record(id, { type: 'worktreeChanged', data: { path: null } })
    const folder = this.#deps.agentFolder(id)
    await rename(folder, `${folder}-before-turn-${record.turns + 1}`).catch(() => undefined)
    this.#registry.record(id, { type: 'turnQueued', data: { turn: record.turns + 1, prompt: record.prompt } })
    this.#scheduler.wake()
    return ok(null)
  }

  async followUp(id: string, text: string): Promise<Done> {
    const idle = this.#idle(id)
    if (!idle.ok) return idle
    if (idle.value.source)
      return err({
        kind: 'noAgent',
        message:
          'This session reviews changes that were made elsewhere, so no agent can take a follow-up. Nothing was sent. Start a task from this branch instead.',
      })
    const there = await this.#bringBack(idle.value)
    if (!there.ok) return there
    this.#registry.record(id, { type: 'turnQueued', data: { turn: idle.value.turns + 1, prompt: text } })
    this.#deps.remember([text])
    this.#scheduler.wake()
    return ok(null)
  }

  rename(id: string, title: string): Done {
    const record = this.#registry.get(id)
    if (!record.ok) return record
    this.#registry.record(id, { type: 'sessionRenamed', data: { title } })
    return ok(null)
  }

  /** Looks at the worktree again: what was changed there since the last turn, by hand say, becomes a revision. */
  async refresh(id: string): Promise<Result<{ readonly revision: number }, SessionFailure>> {
    const idle = this.#idle(id)
    if (!idle.ok) return idle
    const failure = await takeRevision(this.#deps, id, idle.value.turns)
    if (failure) return err({ ...failure, kind: 'snapshotFailed' })
    return ok({ revision: this.#registry.find(id)?.revisions.length ?? 0 })
  }

  /**
   * Takes a last snapshot, then moves the worktree to the trash; the session can be restored from its revisions. Without
   * the snapshot nothing is discarded, since the worktree may hold work that is nowhere else.
   *
   * A session whose repository is gone leaves the queue all the same. Nobody can tell from here whether it was deleted or
   * moved away and comes back, and without it no snapshot can be taken: so its worktree stays where it is, as it is, and
   * nothing outside the data folder is touched. The session can be restored, with that worktree. At a later start with the
   * repository back, the last snapshot is taken and the worktree goes.
   */
  async discard(id: string): Promise<Result<{ readonly notice: string | null }, SessionFailure>> {
    const record = this.#registry.get(id)
    if (!record.ok) return record
    if (record.value.discardedAt) return ok({ notice: null })
    await this.#scheduler.stop(id)
    const kept = await this.#keepLast(this.#registry.find(id) ?? record.value, 'discarded')
    const latest = this.#registry.find(id) ?? record.value
    const loss = kept.ok ? null : await this.#deps.repositoryLoss(latest)
    if (!kept.ok && loss === null) return kept
    if (latest.state === 'queued')
      this.#registry.record(id, {
        type: 'sessionStateChanged',
        data: { state: 'stopped', activity: 'discarded before it started' },
      })
    // First the fact: a kill during what follows is finished at the next start.
    this.#registry.record(id, { type: 'sessionDiscarded', data: null })
    if (loss !== null) return ok({ notice: this.#tellLoss(latest, loss) })
    const discarded = await this.#dropWorktree(latest)
    if (discarded.ok) return ok({ notice: null })
    this.#registry.record(id, { type: 'sessionRestored', data: null })
    return discarded
  }

  /** Brings a discarded session back: with its worktree where that was kept, else with one made of its newest revision. */
  async restore(id: string): Promise<Done> {
    const record = this.#registry.get(id)
    if (!record.ok) return record
    const { discardedAt, worktree, source } = record.value
    if (!discardedAt) return ok(null)
    const newest = record.value.revisions.at(-1)
    const hasWorktree = worktree !== null && (await isFolder(worktree))
    if (newest && !source && !hasWorktree) {
      const restored = await this.#deps.restoreWorktree(record.value, newest)
      if (!restored.ok) return restored
      this.#registry.record(id, { type: 'worktreeChanged', data: { path: restored.value } })
    }
    this.#registry.record(id, { type: 'sessionRestored', data: null })
    return ok(null)
  }

  timeline(id: string, before: number | undefined, limit: number): Result<TimelinePage, SessionFailure> {
    const record = this.#registry.get(id)
    return record.ok ? ok(this.#timelines.items(id, before, limit)) : record
  }

  watchTimeline(id: string, signal: SignalLike): AsyncIterableIterator<TimelineEvent> {
    return this.#timelines.watch(id, signal)
  }

  async output(
    id: string,
    item: string,
    from: number,
    length: number,
  ): Promise<Result<OutputWindow, SessionFailure>> {
    const record = this.#registry.get(id)
    return record.ok ? this.#timelines.window(id, item, from, length) : record
  }

  /** Takes a last snapshot of the worktree. One that is gone has nothing to keep any more. */
  async #keepLast(record: SessionRecord, what: 'discarded' | 'restarted'): Promise<Done> {
    if (record.worktree === null || !(await isFolder(record.worktree))) return ok(null)
    const failure = await takeRevision(this.#deps, record.id, record.turns)
    if (!failure) return ok(null)
    return err({
      kind: 'snapshotFailed',
      message: `The session was not ${what}, because its last state could not be kept. ${failure.message}`,
    })
  }

  /** Says in the timeline, and to the person, what is missing of a discarded session and what was kept. */
  #tellLoss(record: SessionRecord, loss: string): string {
    const notice = `${loss} So no last snapshot could be taken, and its revisions can't be shown. Its files were left as they are in ${record.worktree}, and nothing else was touched. Put the repository back and restore the session to go on, or delete that folder when you need nothing of it.`
    this.#timelines.report(record.id, record.turns, {
      id: `t${record.turns}-discarded`,
      kind: 'notice',
      state: 'completed',
      text: notice,
    })
    return notice
  }

  /** `lost`: its folder vanished, and what comes next goes on from the newest revision, never silently from the base. */
  async #dropWorktree(record: SessionRecord, how: 'discarded' | 'lost' = 'discarded'): Promise<Done> {
    if (record.worktree === null) return ok(null)
    const discarded = await this.#deps.discardWorktree(record)
    if (discarded.ok)
      this.#registry.record(record.id, {
        type: 'worktreeChanged',
        data: { path: null, lost: how === 'lost' },
      })
    return discarded
  }

  /**
   * After a start: turns that were under way when the workbench ended are over. Their worktrees become a revision, so
   * what the agent wrote until then is there to review. What was being made or discarded when the workbench was
   * killed is put away, and a worktree that is gone is no session's any more: a follow-up makes it again.
   */
  async recover(): Promise<void> {
    for (const { id, repository } of this.#registry.neverMade()) {
      await this.#deps.release(repository, id)
      this.#registry.forgetNew(id)
    }
    for (const record of this.#registry.all()) {
      await this.#deps.clearWorktree(record)
      if (record.state === 'running' || record.state === 'preparing') await this.#recoverTurn(record)
      if (record.worktree === null) continue
      if (record.discardedAt !== null) await this.#finishDiscard(record)
      else if (await isFolder(record.worktree)) continue
      else await this.#dropWorktree(record, 'lost')
    }
  }

  /** The rest of a discard: a kill came before it, or the repository was gone then and is back. */
  async #finishDiscard(record: SessionRecord): Promise<void> {
    const there = record.worktree !== null && (await isFolder(record.worktree))
    if (there && (await this.#deps.repositoryLoss(record)) !== null) return
    const kept = await this.#keepLast(record, 'discarded')
    if (kept.ok) await this.#dropWorktree(record)
  }

  async #recoverTurn(record: SessionRecord): Promise<void> {
    await removePrompts(this.#deps.agentFolder(record.id))
    await takeRevision(this.#deps, record.id, record.turns)
    this.#registry.record(record.id, {
      type: 'sessionStateChanged',
      data: { state: 'stopped', activity: 'Winnow ended while this ran; what was written is kept' },
    })
  }

  /** A worktree that vanished is made again from the newest revision, so that a follow-up goes on from there. */
  async #bringBack(record: SessionRecord): Promise<Done> {
    const newest = record.revisions.at(-1)
    if (!newest || (record.worktree !== null && (await isFolder(record.worktree)))) return ok(null)
    // First the fact: half of a worktree, left by a kill, must never be taken for the session's own.
    const dropped = await this.#dropWorktree(record, 'lost')
    if (!dropped.ok) return dropped
    const restored = await this.#deps.restoreWorktree(record, newest)
    if (!restored.ok) return restored
    this.#registry.record(record.id, { type: 'worktreeChanged', data: { path: restored.value } })
    return ok(null)
  }

  #idle(id: string): Result<SessionRecord, SessionFailure> {
    const record = this.#registry.get(id)
    if (!record.ok) return record
    const { state, discardedAt } = record.value
    if (state === 'queued' || state === 'preparing' || state === 'running')
      return err(wrongState(record.value, 'Wait for its turn to end, or stop it first.'))
    if (discardedAt) return err(wrongState(record.value, 'It was discarded. Restore it first.'))
    return record
  }
}

/** Removes what a killed turn was given to read. */
async function removePrompts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith('prompt-')) await rm(path.join(folder, name), { force: true })
}

function wrongState(record: SessionRecord, advice: string): Failure<'wrongState'> {
  return {
    kind: 'wrongState',
    message: `Session ${record.id} is ${record.state}. Nothing was changed. ${advice}`,
  }
}
