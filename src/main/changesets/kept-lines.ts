import { TopicLines } from '#shared/domain/order/changed-lines.ts'
import { TopicScanner } from '#shared/domain/order/topics.ts'

/** Most bytes of changed lines that are kept of one section, and of all together. */
export const keptLimits = { section: 4_000_000, all: 32_000_000 }

const newline = 10

/** The lines of one side of a hunk, as they came: they are made texts only where they are read. */
export class KeptSide {
  readonly #pieces: { readonly chunk: Buffer; readonly from: number; to: number }[] = []
  readonly #topics: number[] = []
  /** Of all its lines. */
  topics = 0

  add(chunk: Buffer, from: number, to: number, scanner: TopicScanner): void {
    const last = this.#pieces.at(-1)
    // Between two lines there is one byte, which says whose they are.
    if (last !== undefined && last.chunk === chunk && last.to + 1 === from) last.to = to
    else this.#pieces.push({ chunk, from, to })
    scanner.read(chunk, from, to)
    if (chunk[to - 1] !== newline) return
    const found = scanner.endLine()
    this.#topics.push(found)
    this.topics |= found
  }

  read(): TopicLines {
    const text = this.#pieces
      .map(({ chunk, from, to }) => chunk.toString('latin1', from, to).replaceAll(/\n[-+]/g, '\n'))
      .join('')
    return new TopicLines(text === '' ? [] : text.replace(/\n$/, '').split('\n'), this.#topics)
  }
}

/** Both sides of a hunk. */
export interface KeptHunk {
  readonly removed: KeptSide
  readonly added: KeptSide
}

/** Keeps the changed lines of one section of a patch after another, as long as they are not too many. */
export class KeptSection {
  readonly #scanner = new TopicScanner()
  #hunks: KeptHunk[] | null = []
  #size = 0
  #before = 0

  /** A hunk begins. */
  begin(): void {
    this.#hunks?.push({ removed: new KeptSide(), added: new KeptSide() })
  }

  /** More of a line of the hunk that began last: `chunk[from, to)`, with its line feed where that came. */
  add(side: keyof KeptHunk, chunk: Buffer, from: number, to: number): void {
    this.#size += to - from
    if (this.#size > keptLimits.section || this.#before + this.#size > keptLimits.all) this.#hunks = null
    this.#hunks?.at(-1)?.[side].add(chunk, from, to, this.#scanner)
  }

  /** The section is over: its hunks, or null where they were too many to be kept. */
  end(): readonly KeptHunk[] | null {
    const hunks = this.#hunks
    if (hunks !== null) this.#before += this.#size
    this.#scanner.endLine()
    this.#hunks = []
    this.#size = 0
    return hunks
  }
}
