import { z } from 'zod'
import { Emitter } from '#shared/base/emitter.ts'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import type { Store } from '../store/store.ts'

/** What marks are kept with: the base and the newest revision whose hunks they were last held against. */
export interface SeenAgainst {
  readonly base: string
  readonly number: number
}

interface KeptMarks extends SeenAgainst {
  /** Ids of hunks, those marked last at the end. */
  readonly hunks: ReadonlySet<string>
}

/** Marks that are kept of a session; the oldest go. */
const most = 20_000
const prefix = 'seen/'

const shape = z.object({ base: z.string(), number: z.number(), hunks: z.array(z.string()) })

/** Where marks are kept. */
export type SeenStore = Pick<Store, 'putDocument' | 'wholeDocument'>

/**
 * The hunks of each session that were on screen long enough to be read, by their ids. An id is of the hunk's content, so
 * that a change clears the mark by itself. It decides nothing, and nothing undoes it.
 */
export class SeenHunks {
  readonly #store: SeenStore
  readonly #added = new Emitter<{ readonly session: string; readonly hunks: readonly string[] }>()

  constructor(store: SeenStore) {
    this.#store = store
  }

  /** The marks of a session; null where there are none. Damaged ones are none: what they were on is shown as not seen. */
  kept(session: string): KeptMarks | null {
    const read = shape.safeParse(this.#store.wholeDocument(prefix + session))
    return read.success ? { ...read.data, hunks: new Set(read.data.hunks) } : null
  }

  /** Marks hunks, durably, and tells who watches of those that are new. `against`: what all marks are held against from now on. */
  mark(session: string, hunks: readonly string[], against: SeenAgainst): void {
    const kept = this.kept(session)
    const known = kept?.hunks ?? new Set<string>()
    const added = [...new Set(hunks)].filter((id) => !known.has(id))
    const isSame = kept?.base === against.base && kept.number === against.number
    if (added.length === 0 && (kept === null || isSame)) return
    this.#store.putDocument(prefix + session, { ...against, hunks: [...known, ...added].slice(-most) })
    if (added.length > 0) this.#added.emit({ session, hunks: added })
  }

  /** All marks of a session at once, then those that are added. */
  watch(session: string, signal: SignalLike): AsyncIterableIterator<readonly string[]> {
    return pushStream<readonly string[]>(signal, (push) => {
      push([...(this.kept(session)?.hunks ?? [])])
      const listening = this.#added.on((event) => {
        if (event.session === session) push(event.hunks)
      })
      return () => listening.dispose()
    })
  }
}
