import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { privateFolder } from '../store/data-folder.ts'
import { callerOf, hasOpen, holderOf, type Caller } from '../system/caller.ts'

/**
 * How a command line shows which process it is, without a native binding for the peer of a socket: the owner makes up
 * a name, the client holds a file of that name open, and the owner finds it among the open files of that process. Nobody
 * can make another process open a file whose name only they were told.
 */

/** The headers of the upgrade that say it. */
export const proofHeaders = {
  name: 'x-winnow-proof',
  pid: 'x-winnow-pid',
  client: 'x-winnow-client',
} as const

const fileOf = (home: string, name: string): string => path.join(privateFolder(home), `proof-${name}`)
const form = /^[0-9a-f]{32}$/
/** Names given out and not used yet; the oldest give way. */
const most = 256

/** Names that the owner gave out. */
export class Proofs {
  readonly #home: string
  readonly #given = new Set<string>()

  constructor(home: string) {
    this.#home = home
    for (const name of readdirSync(privateFolder(home)))
      if (name.startsWith('proof-')) rmSync(path.join(privateFolder(home), name), { force: true })
  }

  give(): string {
    const name = randomBytes(16).toString('hex')
    this.#given.add(name)
    for (const oldest of this.#given) {
      if (this.#given.size <= most) break
      this.#given.delete(oldest)
    }
    return name
  }

  /** Whose process it is that holds the file `name`; `pid` is where it is looked for first. A name counts once. */
  async check(name: unknown, pid: unknown): Promise<Caller> {
    if (typeof name !== 'string' || !form.test(name) || !this.#given.delete(name)) return { kind: 'unknown' }
    const file = fileOf(realpathSync(this.#home), name)
    const claimed = Number(pid)
    // In a process namespace it has another number for itself than we have.
    const holder = (await hasOpen(claimed, file)) ? claimed : await holderOf(file)
    return holder === null ? { kind: 'unknown' } : callerOf(holder, this.#home)
  }
}

/** Holds the file of a name that the owner gave, until it is closed. */
export function holdProof(home: string, name: string): { close(): void } {
  if (!form.test(name)) throw new Error('not a name that an owner gives')
  const file = fileOf(home, name)
  const descriptor = openSync(file, 'wx', 0o600)
  return {
    close() {
      closeSync(descriptor)
      rmSync(file, { force: true })
    },
  }
}
