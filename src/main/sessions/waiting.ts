import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { WaitingFollowUp } from '#shared/domain/session/session.ts'
import type { Store } from '../store/store.ts'

const shape = z.array(
  z.object({
    ...{ id: z.string(), text: z.string(), mode: z.string().optional() },
    client: z.literal('commandLine').optional(),
  }),
)
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

  /** They will not be sent: they are the person's draft again, above what was begun since. Then none waits. */
  handBack(session: string, texts: readonly string[]): void {
    this.#saveDraft(session, [...texts, ...this.#begun(session)])
    this.put(session, [])
  }

  /** Puts a text below what was begun as the session's next follow-up. */
  appendToDraft(session: string, text: string): void {
    this.#saveDraft(session, [...this.#begun(session).map((begun) => begun.trimEnd()), text])
  }

  /** The draft of a session's follow-up, if there is one. */
  #begun(session: string): readonly string[] {
    const begun = this.#store.wholeDocument(draftOf(session))
    return typeof begun === 'string' ? [begun] : []
  }

  #saveDraft(session: string, texts: readonly string[]): void {
    this.#store.putDocument(draftOf(session), texts.join('\n\n'))
  }
}

const draftOf = (session: string): string => `draft/followUp.${session}`

/** A follow-up that is to wait. */
export function waitingFollowUp(
  text: string,
  how: Pick<WaitingFollowUp, 'client' | 'mode'>,
): WaitingFollowUp {
  return { id: randomBytes(4).toString('hex'), text, ...howSent(how) }
}

/** What is said of how a follow-up is sent, without what is not. */
export function howSent({
  client,
  mode,
}: Pick<WaitingFollowUp, 'client' | 'mode'>): Pick<WaitingFollowUp, 'client' | 'mode'> {
  return { ...(client ? { client } : {}), ...(mode === undefined ? {} : { mode }) }
}
