import { createHash } from 'node:crypto'
import { assertNever, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { TurnOutcome } from '#shared/domain/session/turn.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import { askLine } from '#shared/domain/timeline/ask-item.ts'
import { answeredActivity, failedActivity } from '#shared/domain/session/words.ts'
import { cutOffBefore } from './cut-off.ts'
import { leftAnswer } from './left-ask.ts'
import type { PlanAsk } from './plan-ask.ts'
import { tellLeft } from './left-processes.ts'
import type { RunningTurn } from './ports.ts'
import type { SessionContext } from './session-context.ts'
import { bringBackWorktree } from './session-worktree.ts'
import { toldOf } from './rolled-back-turn.ts'
import { Steering } from './steering.ts'
import { openTurnReport } from './turn-report.ts'
import { howSent } from './waiting.ts'

/** What the timeline says of why a turn begins. */
function beginning({ turns, pendingCompaction, pendingAnswer }: SessionRecord, prompt: string): ReportedItem {
  const notice = { kind: 'notice', state: 'completed' } as const
  if (pendingCompaction)
    return {
      ...notice,
      id: `t${turns}-compacts`,
      text: 'You asked for the conversation to be shortened.',
    }
  if (pendingAnswer)
    return {
      ...notice,
      id: `t${turns}-answers`,
      text: 'You answered its plan, which it goes on with from here.',
    }
  return { id: `t${turns}-prompt`, kind: 'prompt', state: 'completed', text: prompt }
}

/** SHA-256 in hex of a setup command: what the person's trust is bound to. */
export function setupHash(command: string): string {
  return createHash('sha256').update(command).digest('hex')
}

/**
 * Runs one turn of a session from its queued prompt to its revision: worktree, trusted setup, agent, snapshot. Every
 * way out, a crash of the agent included, passes the snapshot, so that what was written is never lost.
 */
export class TurnRun {
  readonly #context: SessionContext
  readonly #session: string
  #running: RunningTurn | null = null
  #stopped: string | null = null
  /** The plan that stays open though the turn ends. */
  #left: PlanAsk | null = null
  readonly #stop = new AbortController()
  readonly #steering: Steering

  constructor(context: SessionContext, session: string) {
    this.#context = context
    this.#session = session
    this.#steering = new Steering(context)
  }

  /** Ends the running turn and says why; the turn's own promise settles after its snapshot. */
  async stop(why: string): Promise<void> {
    this.#stopped = why
    this.#stop.abort()
    await this.#running?.interrupt()
  }

  /** Ends the turn with the workbench: a plan that waits is there again after the next start, if the agent can go on then. */
  async end(why: string): Promise<void> {
    const { registry, agents, asks } = this.#context
    const kind = registry.find(this.#session)?.agent.kind ?? ''
    if (await agents.takesAnswersLater(kind)) this.#left = asks.leave(this.#session)
    await this.stop(why)
  }

  /** Gives a follow-up that waits to the agent; false where it can't take it. */
  async steer(followUp: string): Promise<boolean> {
    const turn = this.#context.registry.find(this.#session)?.turns ?? 0
    if (this.#running === null || this.#stopped !== null) return false
    return this.#steering.steer(this.#session, turn, this.#running, followUp)
  }

  async run(): Promise<void> {
    const { registry, timelines } = this.#context
    const queued = registry.find(this.#session)
    if (!queued || queued.pendingPrompt === null) return
    const prompt = queued.pendingPrompt
    const turn = queued.turns
    // First the words, then that they are taken: killed in between, the turn is still to come, and nothing is told twice.
    const compacts = queued.pendingCompaction
    timelines.report(queued.id, turn, beginning(queued, prompt))
    // Who gave the task is known to whoever looks at it; what comes later may have come behind their back.
    if (queued.pendingClient !== null && turn > 1)
      timelines.report(queued.id, turn, {
        id: `t${turn}-client`,
        kind: 'notice',
        state: 'completed',
        text: 'This turn was asked for from the command line.',
      })
    if (queued.pendingMode !== null)
      timelines.report(queued.id, turn, {
        id: `t${turn}-mode`,
        kind: 'notice',
        state: 'completed',
        text: `You chose the mode “${queued.pendingMode}”, which holds from here on.`,
      })
    this.#change('preparing', queued.worktree ? 'getting ready' : 'making its worktree')

    const worktree = await this.#worktree(queued)
    if (!worktree.ok) {
      await this.#end(turn, { kind: 'failed', failure: worktree.error }, false)
      return
    }
    if (worktree.value.made) {
      const setup = await this.#setup(queued, turn, worktree.value.path)
      if (setup) {
        await this.#end(turn, setup, true)
        return
      }
    }
    await this.#context.revisions.begin(queued.id)
    // One that was made just now is as its base or its newest revision.
    if (!worktree.value.made) await this.#startCheckpoint(queued.id, turn)
    this.#change('running', 'starting')
    const words = compacts ? null : prompt
    const outcome = await this.#agent(queued, turn, worktree.value.path, words, queued.agent, 'agent')
    await this.#end(turn, outcome, true)
  }

  /** The worktree to work in, and whether it was made for this turn. */
  async #worktree(
    record: SessionRecord,
  ): Promise<Result<{ readonly path: string; readonly made: boolean }, Failure<string>>> {
    const { registry, worktrees } = this.#context
    if (record.worktree !== null) {
      const there = await bringBackWorktree(this.#context, record)
      if (!there.ok) return there
    }
    const now = registry.find(record.id) ?? record
    if (now.worktree !== null) return ok({ path: now.worktree, made: false })
    const made = await worktrees.make(now)
    if (!made.ok) return made
    registry.record(record.id, { type: 'worktreeChanged', data: { path: made.value } })
    return ok({ path: made.value, made: true })
  }

  /** Runs the repository's setup command if there is one; an outcome means that the turn ends with it. */
  async #setup(record: SessionRecord, turn: number, worktree: string): Promise<TurnOutcome | null> {
    const settings = this.#context.repositories.settings(record.repository)
    if (settings.setupCommand.trim() === '') return null
    if (settings.trustedSetup !== setupHash(settings.setupCommand))
      return {
        kind: 'failed',
        failure: {
          kind: 'untrustedSetup',
          message: `The setup command of this repository is not trusted, so neither it nor the agent ran. Read it in the repository's settings and trust it, then restart the session.`,
        },
      }
    this.#context.registry.activity(record.id, 'running the setup command')
    const choice: AgentChoice = { kind: 'command', command: settings.setupCommand, label: 'setup' }
    const outcome = await this.#agent(record, turn, worktree, '', choice, 'setup')
    if (outcome.kind === 'completed') return null
    if (outcome.kind === 'interrupted') return outcome
    return {
      kind: 'failed',
      failure: {
        kind: 'setupFailed',
        message: `The setup command failed, so the agent did not start. ${outcome.failure.message}`,
      },
    }
  }

  /** Keeps what the person changed in the worktree since the last turn. */
  async #startCheckpoint(session: string, turn: number): Promise<void> {
    const { revisions, timelines } = this.#context
    const id = `t${turn}-start`
    const kept = await revisions.checkpoint(session, { id, turn, at: 'start', mark: null })
    const took = kept?.took ?? null
    if (took !== null) timelines.report(session, turn, { id, kind: 'checkpoint', state: 'completed', took })
  }

  async #agent(
    record: SessionRecord,
    turn: number,
    worktree: string,
    prompt: string | null,
    choice: AgentChoice,
    part: 'agent' | 'setup',
  ): Promise<TurnOutcome> {
    if (this.#stopped !== null) return { kind: 'interrupted' }
    const { timelines } = this.#context
    const { report, dispose } = openTurnReport(this.#context, {
      session: record.id,
      number: turn,
      prefix: part === 'setup' ? `t${turn}-setup-` : `t${turn}-`,
      stop: this.#stop.signal,
    })
    const started = await this.#context.agents.start({
      session: record.id,
      turn,
      worktree,
      prompt,
      told: part === 'agent' ? toldOf(this.#context, record) : null,
      broughtUpToDate: part === 'agent' ? record.broughtUpToDate : null,
      leftAnswer: part === 'agent' ? leftAnswer(this.#context, record) : null,
      cutOff: part === 'agent' ? cutOffBefore(this.#context, record) : [],
      choice,
      modeChosen: record.modeChosen,
      folder: this.#context.folders.of(record.id),
      trusted: part === 'setup',
      report,
    })
    if (!started.ok) {
      await dispose()
      return { kind: 'failed', failure: started.error }
    }
    this.#running = started.value
    for (const notice of started.value.notices)
      timelines.tellOnce(record.id, turn, { ...notice, kind: 'notice', state: 'completed' })
    if (this.#stopped !== null) await started.value.interrupt()
    try {
      return await started.value.done
    } catch (error) {
      return {
        kind: 'failed',
        failure: {
          kind: 'adapterBroke',
          message: `The agent's adapter broke (${error instanceof Error ? error.message : String(error)}). What the agent wrote is kept as a revision. Restart the session to try again.`,
        },
      }
    } finally {
      await dispose()
      this.#running = null
    }
  }

  async #end(turn: number, outcome: TurnOutcome, snapshot: boolean): Promise<void> {
    const { timelines, registry } = this.#context
    await this.#steering.settle()
    // Whatever becomes of the timeline, what the agent wrote is kept.
    const [ended] = await Promise.allSettled([this.#endTimeline(turn, outcome)])
    if (snapshot) {
      registry.activity(this.#session, 'taking a snapshot')
      const taken = await this.#context.revisions.take(this.#session, turn)
      if (!taken.ok && outcome.kind === 'completed') {
        this.#change('failed', taken.error.message)
        return
      }
      if (taken.ok) await this.#context.revisions.ended(this.#session, turn)
    }
    if (ended.status === 'rejected') throw ended.reason
    if (outcome.kind === 'failed')
      timelines.report(this.#session, turn, {
        id: `t${turn}-failed`,
        kind: 'notice',
        state: 'failed',
        text: outcome.failure.message,
      })
    switch (outcome.kind) {
      case 'completed':
        return this.#ready(turn, outcome.answered === true)
      case 'interrupted':
        if (this.#left !== null) return this.#change('waiting', askLine(this.#left))
        return this.#change('stopped', this.#stopped ?? 'interrupted')
      case 'failed':
        return this.#change('failed', failedActivity(outcome.failure.message, outcome.failure.stderr ?? ''))
      default:
        assertNever(outcome)
    }
  }

  async #endTimeline(turn: number, outcome: TurnOutcome): Promise<void> {
    await this.#context.timelines.endTurn(this.#session, outcome.kind, this.#left?.id)
    await tellLeft(this.#context, this.#session, turn)
  }

  /** The turn is done; a follow-up that waited for that is the next one. */
  #ready(turn: number, answered: boolean): void {
    const { registry, prompts } = this.#context
    const [next, ...rest] = registry.find(this.#session)?.waiting ?? []
    const data = { state: 'ready', activity: answered ? answeredActivity : 'finished its turn' } as const
    if (next === undefined) return this.#change(data.state, data.activity)
    const queued = { turn: turn + 1, prompt: next.text, ...howSent(next) }
    registry.wait(this.#session, rest, {
      events: [
        { type: 'sessionStateChanged', data },
        { type: 'turnQueued', data: queued },
      ],
    })
    prompts.remember([next.text])
  }

  #change(state: SessionRecord['state'], activity: string): void {
    this.#context.registry.record(this.#session, { type: 'sessionStateChanged', data: { state, activity } })
  }
}
