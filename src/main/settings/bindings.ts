import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import path from 'node:path'
import { Emitter } from '#shared/base/emitter.ts'
import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { Serial } from '#shared/base/serial.ts'
import { bindingChanges, problemOf, type Bindings } from '#shared/commands/bindings.ts'
import { findCommand } from '#shared/commands/index.ts'
import { bindingsText, readBindings } from '#shared/commands/stored-bindings.ts'
import type { KeysFailure, ToldBindings } from '#shared/contract/keys.ts'
import type { Store } from '../store/store.ts'
import { readSmallFile, replaceFile } from '../system/small-file.ts'

/** Where the keys are in the data folder. */
export function bindingsFile(home: string): string {
  return path.join(home, 'keybindings.json')
}

/** Bytes of the file at most. */
const largest = 65_536
/** How often the file is looked at while somebody follows, in milliseconds. */
const lookEvery = 1500
const documentName = 'keybindings'

/** What the person confirmed last: it counts, whatever the file says by now. */
interface Confirmed {
  readonly keys: Bindings
  /** Of the file as it was then. */
  readonly digest: string
}

/** What the file says. `text` is null where there is none, or none that can be read. */
interface Seen {
  readonly text: string | null
  readonly digest: string
  /** Why it can't be read, as a sentence. */
  readonly problem: string | null
}

const digestOf = (text: string | null): string =>
  text === null ? 'none' : createHash('sha256').update(text).digest('hex')

/**
 * The keys of commands. What counts is in the database, with the digest of the file that said it; a file that is another
 * one is shown and counts once the person confirms exactly it. So nobody who can write in the data folder, an agent above
 * all, binds a key behind the person's back.
 */
export class BindingsService {
  readonly file: string
  readonly #store: Store
  readonly #changed = new Emitter<ToldBindings>()
  readonly #serial = new Serial()
  #confirmed: Confirmed
  #seen: Seen = { text: null, digest: 'none', problem: null }
  #followers = 0

  constructor(store: Store, home: string) {
    this.#store = store
    this.file = bindingsFile(home)
    this.#confirmed = readConfirmed(store.document(documentName))
  }

  /** The keys now, then again at each change; the file is looked at for as long as somebody follows. */
  watch(signal: SignalLike): AsyncIterableIterator<ToldBindings> {
    return pushStream<ToldBindings>(signal, (push) => {
      const listening = this.#changed.on(push)
      const look = (): void => void this.#serial.run(() => this.#look())
      this.#followers += 1
      if (this.#followers === 1) watchFile(this.file, { interval: lookEvery, persistent: false }, look)
      void this.#serial.run(async () => {
        await this.#look()
        push(this.#told())
      })
      return () => {
        listening.dispose()
        this.#followers -= 1
        if (this.#followers === 0) unwatchFile(this.file)
      }
    })
  }

  /** Gives commands other keys, all or none. */
  bind(
    changes: readonly { readonly command: string; readonly keys: readonly string[] | null }[],
  ): Promise<Result<ToldBindings, KeysFailure>> {
    return this.#serial.run(async () => {
      await this.#look()
      if (this.#seen.digest !== this.#confirmed.digest) return err(changedOutside)
      const keys: Record<string, readonly string[]> = { ...this.#confirmed.keys }
      for (const { command, keys: given } of changes) {
        const own = findCommand(command)?.keys
        if (given === null || given.join(' ') === own?.join(' ')) delete keys[command]
        else keys[command] = given
      }
      const problem = problemOf(keys)
      if (problem !== null)
        return err({ kind: 'refused', message: `${problem} The keys stay as they are. Choose another key.` })
      return this.#write(keys)
    })
  }

  /** Makes the file's keys count, if it still is what was shown. */
  confirm(digest: string): Promise<Result<ToldBindings, KeysFailure>> {
    return this.#serial.run(async () => {
      await this.#look()
      const proposed = this.#proposed()
      if (proposed === null || this.#seen.digest !== digest) return err(changedOutside)
      this.#count({ keys: proposed, digest })
      return ok(this.#told())
    })
  }

  /** Writes the keys that count over what the file says. */
  keep(): Promise<Result<ToldBindings, KeysFailure>> {
    return this.#serial.run(() => this.#write(this.#confirmed.keys))
  }

  async #write(keys: Bindings): Promise<Result<ToldBindings, KeysFailure>> {
    const text = bindingsText(keys)
    const written = await replaceFile(this.file, text)
    if (!written.ok)
      return err({
        kind: 'notWritten',
        message: `keybindings.json was not written: ${written.error}. The keys stay as they are. Make room or the folder writable, then try again.`,
      })
    this.#seen = { text, digest: digestOf(text), problem: null }
    this.#count({ keys, digest: this.#seen.digest })
    return ok(this.#told())
  }

  #count(confirmed: Confirmed): void {
    this.#store.putDocument(documentName, { version: 1, ...confirmed })
    this.#confirmed = confirmed
    this.#changed.emit(this.#told())
  }

  async #look(): Promise<void> {
    const read = await readSmallFile(this.file, largest)
    const seen: Seen = read.ok
      ? { text: read.value, digest: digestOf(read.value), problem: null }
      : { text: null, digest: `unread ${read.error}`, problem: read.error }
    if (seen.digest === this.#seen.digest) return
    this.#seen = seen
    this.#changed.emit(this.#told())
  }

  /** What the file would make count; null where nothing differs or it can't be used. */
  #proposed(): Bindings | null {
    const { text, digest, problem } = this.#seen
    if (digest === this.#confirmed.digest || problem !== null) return null
    // Without a file nobody has changed a key.
    if (text === null) return {}
    const read = readBindings(text)
    return read.ok ? read.value : null
  }

  #told(): ToldBindings {
    const { keys, digest } = this.#confirmed
    const proposed = this.#proposed()
    const changes = proposed === null ? [] : bindingChanges(keys, proposed)
    return {
      keys: Object.fromEntries(Object.entries(keys).map(([command, own]) => [command, own ?? []])),
      file: this.file,
      problem: this.#seen.digest === digest ? null : this.#problem(),
      proposal: proposed === null || changes.length === 0 ? null : { digest: this.#seen.digest, changes },
    }
  }

  #problem(): string | null {
    const { text, problem } = this.#seen
    const read = text === null ? null : readBindings(text)
    const why = problem ?? (read === null || read.ok ? null : read.error)
    return why === null
      ? null
      : `keybindings.json can’t be used. ${why} None of it counts, and your keys are as they were. Mend the file, or write your keys over it.`
  }
}

const changedOutside: KeysFailure = {
  kind: 'changed',
  message:
    'keybindings.json was changed outside of Winnow. Your keys stay as they are. Look at what it says, then use it or write your keys over it.',
}

/** What was confirmed, or nothing where it can't be read: the registry's keys are a safe place to begin. */
function readConfirmed(stored: unknown): Confirmed {
  const nothing: Confirmed = { keys: {}, digest: 'none' }
  if (typeof stored !== 'object' || stored === null || !('keys' in stored) || !('digest' in stored))
    return nothing
  const read = readBindings(JSON.stringify({ version: 1, keys: stored.keys }))
  return read.ok ? { keys: read.value, digest: String(stored.digest) } : nothing
}
