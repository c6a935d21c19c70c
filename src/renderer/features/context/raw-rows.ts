/** Bytes of a row at most, so that a line of any length is shown in parts. */
export const mostRowBytes = 400
const lineFeed = 0x0a

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/**
 * Bytes cut into rows: after each line feed, and where a line is longer than `mostRowBytes` also inside it, though not
 * inside a character of UTF-8. What has come in pieces is cut as if it had come at once.
 */
export class RawRows {
  #bytes = new Uint8Array(0)
  #size = 0
  /** Where each row begins. */
  readonly #starts: number[] = []

  get count(): number {
    return this.#starts.length
  }

  clear(): void {
    this.#size = 0
    this.#starts.length = 0
  }

  append(bytes: Uint8Array): void {
    const needed = this.#size + bytes.length
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(needed * 2)
      larger.set(this.#bytes.subarray(0, this.#size))
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#size)
    this.#size = needed
    // The last row may go on.
    let at = this.#starts.pop() ?? 0
    while (at < this.#size) {
      this.#starts.push(at)
      at = this.#endOf(at)
    }
  }

  /** The bytes of a row with its line feed; none for one that is not there. Valid until the next change. */
  bytesOf(row: number): Uint8Array {
    const start = this.#starts[row] ?? this.#size
    return this.#bytes.subarray(start, this.#starts[row + 1] ?? this.#size)
  }

  /** Whether the row's line goes on in the next one. */
  goesOn(row: number): boolean {
    return row + 1 < this.count && this.bytesOf(row).at(-1) !== lineFeed
  }

  #endOf(start: number): number {
    const limit = Math.min(this.#size, start + mostRowBytes)
    const feed = this.#bytes.subarray(start, limit).indexOf(lineFeed)
    if (feed !== -1) return start + feed + 1
    if (limit === this.#size) return limit
    let cut = limit
    while (limit - cut < 3 && isContinuation(this.#bytes[cut])) cut -= 1
    return isContinuation(this.#bytes[cut]) ? limit : cut
  }
}
