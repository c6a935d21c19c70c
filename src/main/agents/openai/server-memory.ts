import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { allFeatures, type ServerFeatures } from './request.ts'

/** By what a server is asked. */
export type ServerApi = 'responses' | 'chat'

/** What is known of a model at an address; what is changed is kept. */
export interface KnownServer {
  features: ServerFeatures
  api: ServerApi
  /** A conversation of so many tokens was too long for it. */
  overflowedAt: number
}

interface Kept {
  readonly features: ServerFeatures
  readonly api: ServerApi
  readonly overflowedAt: number
  /** When it was last found out, in milliseconds since 1970. */
  readonly at: number
}

/** Milliseconds after which it is found out anew: servers learn. */
const holds = 7 * 24 * 3_600_000
/** How many servers are kept. */
const most = 100

/**
 * What servers turned out to lack, by their addresses and models, so that no turn has to find it out again. Kept in
 * `servers.json` of a folder, as far as that can be written: it only saves requests.
 */
export class ServerMemory {
  readonly #file: string | null
  readonly #now: () => number
  readonly #servers = new Map<string, Kept>()
  #read: Promise<void> | null = null
  #written: Promise<void> = Promise.resolve()

  /** Without a folder it lasts as long as the process. */
  constructor(folder: string | null = null, now: () => number = Date.now) {
    this.#file = folder === null ? null : path.join(folder, 'servers.json')
    this.#now = now
  }

  /** What is known of an origin, to be looked at and changed. */
  async of(origin: string): Promise<KnownServer> {
    await (this.#read ??= this.#load())
    const kept = (): Kept => this.#servers.get(origin) ?? unknown
    const set = (changes: Partial<Kept>): void => {
      const changed = { ...kept(), ...changes, at: this.#now() }
      // The newest are last.
      this.#servers.delete(origin)
      this.#servers.set(origin, changed)
      this.#written = this.#written.then(() => this.#save())
    }
    return {
      get features() {
        return kept().features
      },
      set features(features) {
        set({ features })
      },
      get api() {
        return kept().api
      },
      set api(api) {
        set({ api })
      },
      get overflowedAt() {
        return kept().overflowedAt
      },
      set overflowedAt(overflowedAt) {
        set({ overflowedAt })
      },
    }
  }

  /** Settles when all that is known was written, or could not be. */
  async settled(): Promise<void> {
    await this.#written
  }

  async #load(): Promise<void> {
    if (this.#file === null) return
    try {
      const found: unknown = JSON.parse(await readFile(this.#file, 'utf8'))
      for (const [origin, value] of Object.entries(found as Record<string, unknown>)) {
        const kept = readKept(value)
        if (kept !== null && kept.at <= this.#now() && this.#now() - kept.at < holds)
          this.#servers.set(origin, kept)
      }
    } catch {
      // Not there, or damaged: it is found out anew.
    }
  }

  async #save(): Promise<void> {
    if (this.#file === null) return
    const newest = [...this.#servers].slice(-most)
    const text = JSON.stringify(Object.fromEntries(newest), (_, value: unknown) =>
      value === Infinity ? null : value,
    )
    try {
      // Only this one folder: a data folder that is gone meanwhile is not made again for it.
      await mkdir(path.dirname(this.#file), { mode: 0o700 }).catch(() => undefined)
      await writeFile(`${this.#file}.new`, text, { mode: 0o600 })
      await rename(`${this.#file}.new`, this.#file)
    } catch {
      // Then it lasts as long as the process.
    }
  }
}

const unknown: Kept = { features: allFeatures, api: 'responses', overflowedAt: Infinity, at: 0 }

function readKept(value: unknown): Kept | null {
  if (typeof value !== 'object' || value === null) return null
  const { features, api, overflowedAt, at } = value as Record<string, unknown>
  if (typeof at !== 'number') return null
  const lacks = (name: string): boolean => (features as Record<string, unknown> | undefined)?.[name] === false
  const known = Object.fromEntries(Object.keys(allFeatures).map((name) => [name, !lacks(name)]))
  return {
    features: { ...allFeatures, ...known },
    api: api === 'chat' ? 'chat' : 'responses',
    overflowedAt: typeof overflowedAt === 'number' && overflowedAt > 0 ? overflowedAt : Infinity,
    at,
  }
}
