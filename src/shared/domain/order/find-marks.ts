import { codeOf, Counted, keyOfLine, type TopicHunk, type TopicLines } from './changed-lines.ts'
import { topics } from './topics.ts'
import { codeMarks, commentMarks, markText, type Mark } from './marks.ts'

/** A mark in one of the lines of a hunk. */
interface Found {
  readonly kind: Mark['kind']
  readonly text: string
  /** The line and the one after it in the hunk, which is what a mark on a line of its own is about. */
  readonly place: string
  /** The mark, and all that is said with it. */
  readonly said: string
  /** What is marked: a title, or the name in the line after it; empty where none is known. */
  readonly subject: string
  /** The line as it would be without the mark. */
  readonly without: string
}

/** Finds marks; its instances are of one file, in whose language they are read. */
export class MarkFinder {
  readonly #code: readonly Mark[]

  constructor(path: string) {
    this.#code = codeMarks.filter(({ only }) => only === undefined || only.test(path))
  }

  /**
   * What each hunk puts in that keeps a test from running or counting, or has a checker look away, in a few words; null
   * where nothing. What was there before, about the same thing or moved with it, is none.
   */
  newMarks(hunks: readonly TopicHunk[]): readonly (string | null)[] {
    const after = hunks.map(({ added }) => this.#marksIn(added))
    if (after.every((found) => found.length === 0)) return hunks.map(() => null)
    const before = hunks.map(({ removed }) => this.#marksIn(removed))
    const places = new Counted(before.flat().map(({ place }) => place))
    return hunks.map(({ removed }, at) => {
      const was = [...(before[at] ?? [])]
      const found = after[at] ?? []
      const plain = new Set(found.length === 0 ? [] : removed.lines.map(keyOfLine))
      for (const mark of found) {
        if (mark.kind === 'suppressed' ? this.#stays(mark, was) : this.#stands(mark, was, plain)) continue
        if (places.take(mark.place)) continue
        return mark.text
      }
      return null
    })
  }

  /** Whether a suppression says no more than one that it takes the place of. */
  #stays(mark: Found, was: Found[]): boolean {
    return taken(was, ({ kind, said }) => kind === mark.kind && said === mark.said)
  }

  /** Whether the same thing was marked before: not where it stood without the mark. */
  #stands(mark: Found, was: Found[], plain: ReadonlySet<string>): boolean {
    if (plain.has(mark.without)) return false
    return taken(was, ({ kind, subject }) => kind === mark.kind && subject === mark.subject)
  }

  #marksIn(side: TopicLines): readonly Found[] {
    if ((side.topics & topics.marks) === 0) return []
    return side.lines.flatMap((line, at) =>
      side.has(at, topics.marks) ? this.#marksOf(line, side.lines[at + 1] ?? null) : [],
    )
  }

  #marksOf(line: string, next: string | null): readonly Found[] {
    const code = codeOf(line)
    const inCode = code === '' ? [] : this.#code.map((mark) => [mark, mark.pattern.exec(code)] as const)
    const inComment = commentMarks.map((mark) => [mark, mark.pattern.exec(line)] as const)
    const found = [...inCode, ...inComment].flatMap(([{ kind }, match]) => {
      if (match === null) return []
      const [text] = match
      const from = match.index
      return {
        kind,
        text: markText(kind, text),
        place: `${keyOfLine(line)}\n${next === null ? '' : keyOfLine(next)}`,
        said: keyOfLine(match.input.slice(from)),
        subject: titleIn(code) ?? nameIn(next ?? '') ?? '',
        without: keyOfLine(withoutMark(match.input, from, text)),
      }
    })
    // One thing is marked once, whatever patterns know it.
    return found.filter(({ kind }, at) => found.findIndex((one) => one.kind === kind) === at)
  }
}

function taken(was: Found[], is: (one: Found) => boolean): boolean {
  const at = was.findIndex(is)
  if (at < 0) return false
  was.splice(at, 1)
  return true
}

/** `it.skip(` is `it(` without its mark, `xit(` too. */
function withoutMark(line: string, from: number, text: string): string {
  const bare = text
    .replace(/\.(?:skip|skipIf|todo|fixme|only|fails|failing|fail)\b/, '')
    .replace(/\b[xf](?=(?:it|test|describe|context|specify)\b)/, '')
  return line.slice(0, from) + bare + line.slice(from + text.length)
}

/** The text between the first quotes of a line. */
function titleIn(line: string): string | null {
  return /(["'`])((?:(?!\1).){1,200})\1/.exec(line)?.[2] ?? null
}

/** What a line declares. */
function nameIn(line: string): string | null {
  return (
    /\b(?:def|fn|func|fun|void|Task|class|function|it|test|describe)\s*\(?\s*["'`]?([\w ]{1,200})/.exec(
      line,
    )?.[1] ?? null
  )
}
