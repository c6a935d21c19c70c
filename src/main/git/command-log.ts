import { Emitter } from '#shared/base/emitter.ts'
import type { CommandLogEntry } from '#shared/contract/workbench.ts'

const keep = 500

/** The git commands that ran, newest last, so that people can see what the workbench does to their repository. */
export class CommandLog {
  readonly #entries: CommandLogEntry[] = []
  #seq = 0
  readonly added = new Emitter<CommandLogEntry>()

  /** The newest entries, at most 500, oldest first. */
  get entries(): readonly CommandLogEntry[] {
    return this.#entries
  }

  add(entry: Omit<CommandLogEntry, 'seq'>): void {
    this.#seq += 1
    const numbered = { seq: this.#seq, ...entry }
    this.#entries.push(numbered)
    if (this.#entries.length > keep) this.#entries.splice(0, this.#entries.length - keep)
    this.added.emit(numbered)
  }
}
