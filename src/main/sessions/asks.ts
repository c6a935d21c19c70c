import { err, ok, type Result } from '#shared/base/result.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import { allows, askLine, isAsk, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import { StoreWriteError } from '../store/store.ts'
import { withinLimits } from './ask-limits.ts'
import type { SessionRegistry } from './registry.ts'
import type { Timelines } from './timelines.ts'

/** Asks of one session that its details tell of, the first ones; the others come when those are answered. */
const mostTold = 10

interface OpenAsk {
  readonly turn: number
  readonly ask: AgentAsk
  settle(answer: AgentAnswer | null): void
}

/**
 * What agents ask the person, for as long as somebody waits for the answer. Each is an item of the timeline; while a
 * session has one it is `waiting`. An answer is kept before its agent gets it.
 */
export class Asks {
  readonly #registry: SessionRegistry
  readonly #timelines: Timelines
  /** By session, then by item, in the order in which they were asked. */
  readonly #open = new Map<string, Map<string, OpenAsk>>()

  constructor(registry: SessionRegistry, timelines: Timelines) {
    this.#registry = registry
    this.#timelines = timelines
  }

  /** Asks the person. Null when one of the signals ends the wait: then nobody can answer any more. */
  ask(
    place: { readonly session: string; readonly turn: number },
    asked: AgentAsk,
    ends: readonly AbortSignal[],
  ): Promise<AgentAnswer | null> {
    if (ends.some(({ aborted }) => aborted)) return Promise.resolve(null)
    const { session, turn } = place
    const ask = { ...withinLimits(asked), id: this.#freshId(session, asked.id) }
    this.#timelines.report(session, turn, reported(ask, 'waiting', null))
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
      open.set(ask.id, { turn, ask, settle })
      end.addEventListener('abort', expire)
      this.#tell(session)
    })
  }

  /** Answers what is asked, once. */
  answer(
    session: string,
    item: string,
    answer: AgentAnswer,
    client?: ActClient,
  ): Result<null, SessionFailure> {
    const record = this.#registry.get(session)
    if (!record.ok) return record
    const open = this.#open.get(session)?.get(item)
    if (open === undefined) return err(this.#closed(session, item))
    const obstacle = obstacleTo(open.ask, answer)
    if (obstacle !== null)
      return err({ kind: 'badAnswer', message: `${obstacle} Nothing was sent. ${choicesOf(open.ask)}` })
    const chosen =
      open.ask.kind === 'approval' ? open.ask.options.find(({ id }) => id === answer.option) : undefined
    const state = chosen !== undefined && !allows(chosen) ? 'declined' : 'completed'
    this.#timelines.report(session, open.turn, reported(open.ask, state, answer))
    open.settle(answer)
    if (client !== undefined)
      this.#timelines.tell(session, open.turn, {
        id: `${item}-client`,
        kind: 'notice',
        state: 'completed',
        text: 'This was answered from the command line.',
      })
    this.#tell(session)
    return ok(null)
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
      this.#timelines.report(session, open.turn, reported(open.ask, 'interrupted', null))
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

/** An ask as the timeline keeps it. */
function reported(
  ask: AgentAsk,
  state: 'waiting' | 'completed' | 'declined' | 'interrupted',
  answer: AgentAnswer | null,
) {
  return { ...ask, state, answer: answer?.option ?? null, words: answer?.words ?? '' }
}

/** Why this is no answer to it, as a sentence; null where it is one. */
function obstacleTo(ask: AgentAsk, { option, words }: AgentAnswer): string | null {
  const known: readonly string[] =
    ask.kind === 'approval' ? ask.options.map(({ id }) => id) : ask.options.map(({ label }) => label)
  if (option !== null) return known.includes(option) ? null : 'That is none of its answers.'
  if (ask.kind === 'approval') return 'Permission is given or declined by one of its answers.'
  return words.trim() === '' ? 'The answer is empty.' : null
}

function choicesOf(ask: AgentAsk): string {
  if (ask.options.length === 0)
    return ask.kind === 'approval' ? 'It has no answers: stop the session.' : 'Answer in words of your own.'
  const names =
    ask.kind === 'approval'
      ? ask.options.map(({ id, label }) => `${id} (${label})`)
      : ask.options.map(({ label }) => label)
  return `Answer one of: ${names.join(', ')}${ask.kind === 'question' ? '; or in words of your own' : ''}.`
}
