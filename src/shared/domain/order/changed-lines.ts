import { topicsOf } from './topics.ts'

/** The lines that a hunk takes away and puts in their place, each without its end. */
export interface ChangedLines {
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

/** Lines with what each may say anything of; see `topicsOf`. */
export class TopicLines {
  readonly lines: readonly string[]
  readonly #topics: ArrayLike<number>
  /** Of all lines. */
  readonly topics: number

  constructor(lines: readonly string[], found: ArrayLike<number> = lines.map(topicsOf)) {
    this.lines = lines
    this.#topics = found
    let all = 0
    for (let at = 0; at < found.length; at += 1) all |= found[at] ?? 0
    this.topics = all
  }

  /** Whether a line may say anything of a topic. */
  has(at: number, topic: number): boolean {
    return ((this.#topics[at] ?? 0) & topic) !== 0
  }

  /** The lines that may say anything of a topic. */
  of(topic: number): readonly string[] {
    return (this.topics & topic) === 0 ? [] : this.lines.filter((_, at) => this.has(at, topic))
  }
}

/** Both sides of a hunk. */
export interface TopicHunk {
  readonly removed: TopicLines
  readonly added: TopicLines
}

const nothing = new TopicLines([])
/** A hunk of which nothing need be read. */
export const unreadHunk: TopicHunk = { removed: nothing, added: nothing }

/** A line without what it may be written with and mean the same: blanks, kinds of quotes, a comma or semicolon at its end. */
export function keyOfLine(line: string): string {
  return line
    .replaceAll(/\s+/g, '')
    .replaceAll(/['`]/g, '"')
    .replaceAll(',)', ')')
    .replace(/[,;]+$/, '')
}

/** A line without its comment; empty where it is nothing else. */
export function codeOf(line: string): string {
  const text = line.trim()
  if (/^(?:\/\/|\*(?!\w)|\/\*|<!--|--\s|#(?!\[|!\[|if\b|pragma\b))/.test(text)) return ''
  return text.replace(/\s(?:\/\/|#(?![[\w]))\s.*$/, '').trimEnd()
}

/** How often each key is there. */
export class Counted {
  readonly #counts = new Map<string, number>()

  constructor(keys: Iterable<string> = []) {
    for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** Takes one of these keys away; returns whether there was one. */
  take(key: string): boolean {
    const count = this.#counts.get(key) ?? 0
    if (count > 0) this.#counts.set(key, count - 1)
    return count > 0
  }
}
