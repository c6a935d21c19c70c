const newline = 0x0a

/** Takes a stream of lines apart. Of one that is longer than `most` bytes nothing is kept, and nothing comes after it. */
export class LineFrames {
  readonly #most: number
  readonly #line: (line: string) => void
  readonly #tooLong: () => void
  #parts: Buffer[] = []
  #size = 0
  #ended = false

  /** `line` gets each that is not blank, without the blanks around it; `tooLong` is called once, and it is over. */
  constructor(most: number, line: (line: string) => void, tooLong: () => void) {
    this.#most = most
    this.#line = line
    this.#tooLong = tooLong
  }

  take(bytes: Buffer): void {
    let rest = bytes
    while (!this.#ended) {
      const end = rest.indexOf(newline)
      const part = end === -1 ? rest : rest.subarray(0, end)
      this.#size += part.length
      if (this.#size > this.#most) {
        this.end()
        return this.#tooLong()
      }
      this.#parts.push(part)
      if (end === -1) return
      const line = Buffer.concat(this.#parts).toString('utf8').trim()
      this.#parts = []
      this.#size = 0
      rest = rest.subarray(end + 1)
      if (line !== '') this.#line(line)
    }
  }

  /** Passes on nothing more. */
  end(): void {
    this.#ended = true
    this.#parts = []
  }
}
