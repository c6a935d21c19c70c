import { allFeatures, type ServerFeatures } from './request.ts'

/** What is known of a model at an address. */
export interface KnownServer {
  features: ServerFeatures
  /** A conversation of so many tokens was too long for it. */
  overflowedAt: number
}

/** What servers turned out to lack, by their addresses and models, so that no turn has to find it out again. */
export class ServerMemory {
  readonly #servers = new Map<string, KnownServer>()

  /** What is known of an origin, to be looked at and changed. */
  of(origin: string): KnownServer {
    const known = this.#servers.get(origin) ?? { features: allFeatures, overflowedAt: Infinity }
    this.#servers.set(origin, known)
    return known
  }
}
