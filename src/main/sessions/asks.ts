import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { agentOption, holdsForSession } from '#shared/domain/approval/answers.ts'
import { allows, askLine, isAsk, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { StoreWriteError } from '../store/store.ts'
import {
  askItem,
  choicesOf,
  obstacleTo,
  type LookedAt,
  type PersonAnswer,
  type PlacedAsk,
} from './ask-item.ts'
import { withinLimits } from './ask-limits.ts'
import { askOf, isPlanAsk, type PlanAsk } from './plan-ask.ts'
import type { SessionApprovals } from './ports.ts'
import type { SessionRegistry } from './registry.ts'
import { standingAnswer } from './standing-answer.ts'
import type { Timelines } from './timelines.ts'

/** Asks of one session that its details tell of, the first ones; the others come when those are answered. */
const mostTold = 10

interface OpenAsk extends PlacedAsk {
  readonly turn: number
  /** Its turn is over: the answer begins the next one. */
  readonly isLeft: boolean
  settle(answer: AgentAnswer | null): void
}

/**
 * What agents ask the person, for as long as somebody waits for the answer. Each is an item of the timeline; while a
 * session has one it is `waiting`. An answer is kept before its agent gets it. What a rule of the repository answers, or what
 * the person allowed for the session, is answered at once, and the timeline says by what.
 */
export class Asks {
  readonly #registry: SessionRegistry
  readonly #timelines: Timelines
  readonly #approvals: SessionApprovals
  /** By session, then by item, in the order in which they were asked. */
  readonly #open = new Map<string, Map<string, OpenAsk>>()
  /** The newest look at an ask of a session, while it goes on. */
  readonly #looking = new Map<string, Promise<unknown>>()

  constructor(registry: SessionRegistry, timelines: Timelines, approvals: SessionApprovals) {
    this.#registry = registry
    this.#timelines = timelines
    this.#approvals = approvals
  }

  /** Asks the rules, then the person. Null when one of the signals ends the wait: then nobody can answer any more. */
  async ask(
    { session, turn }: { readonly session: string; readonly turn: number },
    asked: AgentAsk,
    ends: readonly AbortSignal[],
  ): Promise<AgentAnswer | null> {
    if (ends.some(({ aborted }) => aborted)) return null
    const limited = withinLimits(asked)
    // In the order in which they were asked, however long a look takes.
    const before = this.#looking.get(session)
    const looking = Promise.all([limited.kind === 'approval' ? this.#look(session, limited) : null, before])
    this.#looking.set(session, looking)
    const [looked] = await looking
    if (this.#looking.get(session) === looking) this.#looking.delete(session)
    if (ends.some(({ aborted }) => aborted)) return null
    const ask = { ...limited, id: this.#freshId(session, limited.id) }
    const standing = ask.kind === 'approval' && looked !== null ? standingAnswer(ask, looked) : null
    if (standing !== null) {
      const { state, answer, by } = standing
      this.#timelines.report(session, turn, askItem({ ask, looked }, state, { ...answer, words: '' }, by))
      return { ...answer, option: agentAnswer(ask, answer.option) }
    }
    this.#timelines.report(session, turn, askItem({ ask, looked }, 'waiting', null))
    const end = AbortSignal.any([...ends])
    return new Promise((resolve) => {
      const open = this.#open.get(session) ?? new Map<string, OpenAsk>()
      this.#open.set(session, open)
      const expire = (): void => this.#expire(session, ask.id)
      const settle = (answer: AgentAnswer | null): void => {
        end.removeEventListener('abort', expire)
        open.delete(ask.id)
        resolve(answer)
      }
      open.set(ask.id, { turn, ask, looked, isLeft: false, settle })
      end.addEventListener('abort', expire)
      this.#tell(session)
    })
  }

  /** Answers what is asked, once. Rules that the person writes with the answer are kept before it. */
  answer(
    session: string,
    item: string,
    answer: PersonAnswer,
    client?: ActClient,
  ): Result<null, SessionFailure> {
    const record = this.#registry.get(session)
    if (!record.ok) return record
    const open = this.#open.get(session)?.get(item)
    if (open === undefined) return err(this.#closed(session, item))
    const obstacle = obstacleTo(open, answer)
    if (obstacle !== null)
      return err({ kind: 'badAnswer', message: `${obstacle} Nothing was sent. ${choicesOf(open)}` })
    const { option, words, rules = [], plan } = answer
    const given = plan === undefined ? {} : { plan }
    const written = this.#approvals.write(record.value.repository, rules)
    if (!written.ok) return err({ kind: 'badAnswer', message: `${written.error.message} Nothing was sent.` })
    const { ask, looked } = open
    const asItem = askItem(open, 'completed', { option, words, ...given }, { kind: 'person', rules })
    const chosen = asItem.kind === 'approval' ? asItem.options.find(({ id }) => id === option) : undefined
    const state = chosen !== undefined && !allows(chosen) ? 'declined' : 'completed'
    if (ask.kind === 'approval' && option !== null && holdsForSession(ask, option) && looked?.key)
      this.#approvals.remember(session, looked.key)
    this.#timelines.report(session, open.turn, { ...asItem, state })
    open.settle({ option: agentAnswer(ask, option), words, ...given })
    if (client !== undefined)
      this.#timelines.tell(session, open.turn, {
        id: `${item}-client`,
        kind: 'notice',
        state: 'completed',
        text: 'This was answered from the command line.',
      })
    if (open.isLeft) this.goOn(record.value, client)
    else this.#tell(session)
    return ok(null)
  }

  /**
   * Lets go of what a session asks, for an agent that takes the answer in a later turn: what hands a plan over stays open in
   * the timeline, and nobody gets an answer any more. Gives that item.
   */
  leave(session: string): PlanAsk | null {
    const items = [...(this.#open.get(session)?.keys() ?? [])].map((id) => this.#timelines.find(session, id))
    const left = items.find((item) => item !== null && isPlanAsk(item)) ?? null
    if (left === null || !isPlanAsk(left)) return null
    this.#open.get(session)?.get(left.id)?.settle(null)
    return left
  }

  /** Asks again what was asked in a turn that is over. */
  reopen(session: string, item: PlanAsk): void {
    const open = this.#open.get(session) ?? new Map<string, OpenAsk>()
    this.#open.set(session, open)
    const settle = (): void => void open.delete(item.id)
    open.set(item.id, { turn: item.turn, ask: askOf(item), looked: null, isLeft: true, settle })
    this.#registry.asks(session, [item])
  }

  /** Ends the wait for the answer to what was asked in a turn that is over; false where nothing was. */
  withdrawLeft(session: string): boolean {
    const [open] = [...(this.#open.get(session)?.values() ?? [])].filter(({ isLeft }) => isLeft)
    if (open === undefined) return false
    this.#timelines.report(session, open.turn, askItem(open, 'interrupted', null))
    open.settle(null)
    return true
  }

  /** Begins the turn that an answer is for. */
  goOn({ id, turns }: SessionRecord, client?: ActClient): void {
    this.#registry.asks(id, [])
    this.#registry.record(id, {
      type: 'turnQueued',
      data: { turn: turns + 1, prompt: '', answers: true, ...(client ? { client } : {}) },
    })
  }

  #look(session: string, ask: Extract<AgentAsk, { kind: 'approval' }>): Promise<LookedAt> | null {
    const record = this.#registry.find(session)
    if (!record) return null
    const { repository, worktree } = record
    return this.#approvals.look({ session, repository, worktree }, ask)
  }

  /** An id that no ask of the session had: an answer is for what was shown, not for what is asked later in its place. */
  #freshId(session: string, id: string): string {
    for (let count = 1; ; count += 1) {
      const fresh = count === 1 ? id : `${id}-${count}`
      if (this.#timelines.find(session, fresh) === null) return fresh
    }
  }

  #expire(session: string, item: string): void {
    const open = this.#open.get(session)?.get(item)
    if (open === undefined) return
    try {
      this.#timelines.report(session, open.turn, askItem(open, 'interrupted', null))
    } catch (error) {
      // On a full disk it can't be kept; after a restart it is told as interrupted all the same.
      if (!(error instanceof StoreWriteError)) throw error
    }
    open.settle(null)
    this.#tell(session)
  }

  /** Why an item can't be answered. */
  #closed(session: string, id: string): SessionFailure {
    const item = this.#timelines.find(session, id)
    if (item === null || !isAsk(item))
      return {
        kind: 'notFound',
        message: `Session ${session} asks nothing with the id ${id}. Nothing was sent. \`winnow sessions\` lists what is asked.`,
      }
    if (item.state === 'completed' || item.state === 'declined')
      return {
        kind: 'answered',
        message:
          'This was answered before, and the first answer counts. Nothing was sent. The timeline shows it.',
      }
    if (item.state === 'waiting')
      return {
        kind: 'expired',
        message: 'Winnow is ending, so nothing was sent. This is asked again when it starts.',
      }
    return {
      kind: 'expired',
      message:
        'This has expired: the agent forgot that it asked, since its turn ended or it went on without an answer. Nothing was sent. Write a follow-up to tell it.',
    }
  }

  /** Tells what the session asks now, and whether it waits for that. */
  #tell(session: string): void {
    const items = [...(this.#open.get(session)?.keys() ?? [])].flatMap((id): readonly AskItem[] => {
      const item = this.#timelines.find(session, id)
      return item !== null && isAsk(item) ? [item] : []
    })
    const [first] = items
    if (first === undefined) this.#open.delete(session)
    this.#registry.asks(session, items.slice(0, mostTold))
    this.#registry.recordOrRemember(session, {
      type: 'sessionStateChanged',
      data: first
        ? { state: 'waiting', activity: askLine(first) }
        : { state: 'running', activity: 'goes on' },
    })
  }
}

/** What the agent is told for an answer: an option of its own, or a question's label. */
function agentAnswer(ask: AgentAsk, option: string | null): string | null {
  return ask.kind === 'approval' && option !== null ? agentOption(ask, option) : option
}
