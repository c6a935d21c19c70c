/** A range of changed lines on both sides; an empty side has no lines. */
export interface ChangedRange {
  readonly file: number
  readonly generated: boolean
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** Changed lines in it. */
  readonly lines: number
}

/** Which changed lines were on screen, by file and side. */
export class SeenLines {
  readonly #seen = new Map<string, Set<number>>()

  add(file: number, side: 'old' | 'new', line: number): void {
    const name = `${file} ${side}`
    const own = this.#seen.get(name)
    if (own) own.add(line)
    else this.#seen.set(name, new Set([line]))
  }

  /** How many lines of a range were on screen, where only changed ones are added. */
  countIn({ file, oldStart, oldLines, newStart, newLines }: ChangedRange): number {
    return this.#within(`${file} old`, oldStart, oldLines) + this.#within(`${file} new`, newStart, newLines)
  }

  #within(name: string, start: number, lines: number): number {
    const own = this.#seen.get(name)
    if (own === undefined) return 0
    let count = 0
    for (let line = start; line < start + lines; line += 1) if (own.has(line)) count += 1
    return count
  }
}

/** What is decided one after the other, and what was seen of it. */
export class ReadingOrder {
  readonly seen = new SeenLines()
  #ranges: ChangedRange[] = []
  #at = 0

  get ranges(): readonly ChangedRange[] {
    return this.#ranges
  }

  /** What is to be decided next. */
  get next(): ChangedRange | undefined {
    return this.#ranges[this.#at]
  }

  append(ranges: readonly ChangedRange[]): void {
    this.#ranges = [...this.#ranges, ...ranges]
  }

  advance(): void {
    this.#at += 1
  }

  unseen(): number {
    const { next } = this
    return next === undefined || next.generated ? 0 : next.lines - this.seen.countIn(next)
  }

  state(done: boolean): {
    readonly decisions: number
    readonly unseen: number
    readonly done: boolean
    readonly painted: number
    readonly sizes: readonly number[]
  } {
    const written = this.#ranges.filter(({ generated }) => !generated)
    return {
      decisions: this.#at,
      unseen: this.unseen(),
      done,
      painted: written.reduce((sum, range) => sum + this.seen.countIn(range), 0),
      sizes: this.#ranges.slice(0, this.#at).flatMap(({ generated, lines }) => (generated ? [] : [lines])),
    }
  }
}
