import type { Disposable } from '#shared/base/disposable.ts'
import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

/** Where the person was in the review of a session. */
export interface KeptFocus {
  readonly hunk: string
  /** The revision's number. */
  readonly number: number
  /** Hunks that were new to the person and not looked at. */
  readonly fresh?: readonly string[]
}

const storageName = 'winnow.places'
/** Sessions whose focus is kept; the one left longest ago is dropped first. */
const most = 50
/** Milliseconds until a focus is written: no key waits for it. */
const pause = 500

/**
 * Keeps what is in focus in one session's review for the next time. All windows share one storage: what each writes is put
 * into what the others wrote meanwhile.
 */
export class FocusMemory implements Disposable {
  readonly #session: string
  readonly #storage: PageStorage
  #kept: KeptFocus | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `storage` gives where places are kept; it may throw where that is forbidden. */
  constructor(session: string, storage: PageStorage) {
    this.#session = session
    this.#storage = storage
  }

  /** What this or another window kept. */
  recall(): KeptFocus | null {
    return this.#kept ?? this.#read().get(this.#session) ?? null
  }

  /** Keeps what is in focus; it is written a moment later. */
  remember(focus: KeptFocus): void {
    this.#kept = focus
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
    // Without storage a reload begins at the first undecided hunk; nothing else depends on it.
    writeStored(this.#storage, storageName, JSON.stringify([...places].slice(-most)))
  }

  dispose(): void {
    this.flush()
  }

  #read(): Map<string, KeptFocus> {
    const stored = readStoredJson(this.#storage, storageName)
    return new Map(Array.isArray(stored) ? stored.filter(isEntry) : [])
  }
}

function isEntry(value: unknown): value is readonly [string, KeptFocus] {
  if (!Array.isArray(value)) return false
  const [session, focus] = value as readonly unknown[]
  return (
    typeof session === 'string' &&
    typeof focus === 'object' &&
    focus !== null &&
    typeof Reflect.get(focus, 'hunk') === 'string' &&
    typeof Reflect.get(focus, 'number') === 'number' &&
    isListOfNames(Reflect.get(focus, 'fresh') ?? [])
  )
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
