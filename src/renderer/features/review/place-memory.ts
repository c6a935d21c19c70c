import type { Disposable } from '#shared/base/disposable.ts'

/** Where the person was in the review of a session. */
export interface KeptPlace {
  readonly hunk: string
  /** The revision's number. */
  readonly number: number
}

const storageName = 'winnow.places'
/** Sessions whose place is kept; the one left longest ago is dropped first. */
const most = 50
/** Milliseconds until a place is written: no key waits for it. */
const pause = 500

/**
 * Keeps the place in one session's review for the next time. All windows share one storage: what each writes is put
 * into what the others wrote meanwhile.
 */
export class PlaceMemory implements Disposable {
  readonly #session: string
  readonly #storage: () => Pick<Storage, 'getItem' | 'setItem'>
  #kept: KeptPlace | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `storage` gives where places are kept; it may throw where that is forbidden. */
  constructor(session: string, storage: () => Pick<Storage, 'getItem' | 'setItem'>) {
    this.#session = session
    this.#storage = storage
  }

  /** The place that this or another window kept. */
  recall(): KeptPlace | null {
    return this.#kept ?? this.#read().get(this.#session) ?? null
  }

  /** Keeps the place; it is written a moment later. */
  remember(place: KeptPlace): void {
    this.#kept = place
    this.#timer ??= setTimeout(() => this.flush(), pause)
  }

  /** Writes now what is not written yet. */
  flush(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    if (this.#kept === null) return
    const places = this.#read()
    places.delete(this.#session)
    places.set(this.#session, this.#kept)
    try {
      this.#storage().setItem(storageName, JSON.stringify([...places].slice(-most)))
    } catch {
      // Without storage a reload begins at the first undecided hunk; nothing else depends on it.
    }
  }

  dispose(): void {
    this.flush()
  }

  #read(): Map<string, KeptPlace> {
    try {
      const stored: unknown = JSON.parse(this.#storage().getItem(storageName) ?? '[]')
      return new Map(Array.isArray(stored) ? stored.filter(isEntry) : [])
    } catch {
      return new Map()
    }
  }
}

function isEntry(value: unknown): value is readonly [string, KeptPlace] {
  if (!Array.isArray(value)) return false
  const [session, place] = value as readonly unknown[]
  return (
    typeof session === 'string' &&
    typeof place === 'object' &&
    place !== null &&
    typeof Reflect.get(place, 'hunk') === 'string' &&
    typeof Reflect.get(place, 'number') === 'number'
  )
}
