import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { WaitingFollowUp } from '#shared/domain/session/session.ts'
import type { Store } from '../store/store.ts'

const shape = z.array(z.object({ id: z.string(), text: z.string() }))
const prefix = 'waiting/'

/** Follow-ups that wait for a session's turn to end, in the order in which they were written. */
export class WaitingFollowUps {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** What waits, by session. What is damaged is told by nobody: nothing else depends on it. */
  all(): ReadonlyMap<string, readonly WaitingFollowUp[]> {
    return new Map(
      this.#store.wholeDocuments(prefix).flatMap(({ name, data }) => {
        const read = shape.safeParse(data)
        return read.success ? [[name.slice(prefix.length), read.data] as const] : []
      }),
    )
  }

  put(session: string, waiting: readonly WaitingFollowUp[]): void {
    this.#store.putDocument(prefix + session, waiting.length === 0 ? undefined : waiting)
  }

  /** They will not be sent: they are the person's draft again, above what was begun since. */
  handBack(session: string, waiting: readonly WaitingFollowUp[]): void {
    const name = `draft/followUp.${session}`
    const begun = this.#store.wholeDocuments(name).find((one) => one.name === name)
    const texts = [...waiting.map(({ text }) => text), ...(begun === undefined ? [] : [String(begun.data)])]
    this.#store.putDocument(name, texts.join('\n\n'))
    this.put(session, [])
  }
}

/** A follow-up that is to wait. */
export function waitingFollowUp(text: string): WaitingFollowUp {
  return { id: randomBytes(4).toString('hex'), text }
}
