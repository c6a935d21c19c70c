import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changeset } from '#shared/domain/review/decided.ts'
import type { NameLink } from '#shared/domain/unit/names.ts'
import type { Client } from '#renderer/client/context.ts'

/** Names by the paths of files; of those that were asked for. */
type LinksByPath = ReadonlyMap<string, readonly NameLink[]>

const none: LinksByPath = new Map()

/** The names that hunks of the changeset on screen define or take away, told file by file as they come into focus. */
export class ReviewNames {
  readonly store: StoreApi<LinksByPath> = createStore<LinksByPath>(() => none)
  readonly #session: string
  readonly #client: Client
  #shown = ''
  #number = 0
  readonly #asked = new Set<string>()

  constructor(session: string, client: Client) {
    this.#session = session
    this.#client = client
  }

  /** Another changeset is on screen. */
  follow({ number, base, revision }: Changeset): void {
    const shown = `${base} ${revision}`
    if (shown === this.#shown) return
    this.#shown = shown
    this.#number = number
    this.#asked.clear()
    this.store.setState(none, true)
  }

  /** Asks for the names of a file, unless that was done. */
  load(path: string): void {
    if (this.#shown === '' || this.#asked.has(path)) return
    this.#asked.add(path)
    void this.#load(path, this.#shown)
  }

  async #load(path: string, shown: string): Promise<void> {
    const told = await this.#client.changeset
      .names({ session: this.#session, path, number: this.#number })
      .catch(() => null)
    if (this.#shown !== shown) return
    if (told?.ok === true)
      this.store.setState(new Map([...this.store.getState(), [path, told.value.links]]), true)
    else this.#asked.delete(path)
  }
}
