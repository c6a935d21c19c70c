import { stripVTControlCharacters } from 'node:util'

/** The last bytes of an output, for a failure's message. */
export class OutputTail {
  readonly #limit: number
  #chunks: Uint8Array[] = []
  #size = 0

  /** `limit` is in bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(bytes: Uint8Array): void {
    // A copy: a slice would keep the whole of what it was cut from.
    const kept = Uint8Array.from(bytes.subarray(-this.#limit))
    this.#chunks.push(kept)
    this.#size += kept.length
    while (this.#size - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
      this.#size -= this.#chunks.shift()?.length ?? 0
    }
  }

  /** The last line that is not empty, as it stands on a terminal: what a carriage return wrote over is gone. At most 200 characters. */
  lastLine(): string {
    const lines = this.text().split(/[\r\n]+/)
    const last = lines.findLast((line) => line.trim() !== '') ?? ''
    return last.trim().slice(0, 200)
  }

  /** As text without colours, from a line's start where there is one. */
  text(): string {
    const all = Buffer.concat(this.#chunks)
    const cut = all.length > this.#limit
    const text = stripVTControlCharacters(all.subarray(-this.#limit).toString('utf8'))
    return (cut ? text.slice(text.indexOf('\n') + 1) : text).trim()
  }
}
