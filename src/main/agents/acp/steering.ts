import { z } from 'zod'
import type { AcpConnection } from './connection.ts'

/** How an agent takes words in the middle of a turn: its extension for it, or a second prompt, which it reads with the next step. */
export type SteersBy = 'extension' | 'prompt'

const extension = z.object({ steering: z.object({ supported: z.literal(true) }) })
const injected = z.object({ outcome: z.literal('injected') })

/** The way that the agent offers with its first answer, or is known to take; null where it can't be steered. */
export function steersBy(meta: unknown, known: SteersBy | undefined): SteersBy | null {
  return extension.safeParse(meta).success ? 'extension' : (known ?? null)
}

/**
 * Gives the agent the person's words while a turn runs. Words that came as a prompt may be answered after the turn, so that the
 * turn is over when both are: `rest` settles once the agent has answered all of them.
 */
export class AcpSteering {
  readonly #agent: AcpConnection['agent']
  readonly #session: string
  readonly #by: SteersBy
  readonly #prompts = new Set<Promise<unknown>>()

  constructor(agent: AcpConnection['agent'], session: string, by: SteersBy) {
    this.#agent = agent
    this.#session = session
    this.#by = by
  }

  /** Whether the agent has them. */
  async say(text: string): Promise<boolean> {
    const words = { sessionId: this.#session, prompt: [{ type: 'text' as const, text }] }
    if (this.#by === 'extension') {
      const answer: unknown = await this.#agent
        // It would begin a turn of its own where none runs.
        .request('_session/steering', { ...words, _meta: { steering: { idleBehavior: 'promptRequired' } } })
        .catch(() => null)
      return injected.safeParse(answer).success
    }
    const prompt: Promise<unknown> = this.#agent.request('session/prompt', words).catch(() => undefined)
    this.#prompts.add(prompt)
    void prompt.finally(() => this.#prompts.delete(prompt))
    return Promise.resolve(true)
  }

  async rest(): Promise<void> {
    while (this.#prompts.size > 0) await Promise.all(this.#prompts)
  }
}
