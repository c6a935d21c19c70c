import { err, ok, type Result } from '#shared/base/result.ts'
import type { Changeset, Verdict } from '#shared/domain/review/decided.ts'

export interface Decision {
  readonly hunk: string
  readonly verdict: Verdict | null
}

const words: Readonly<Record<string, Verdict | null>> = {
  accept: 'accept',
  reject: 'reject',
  defer: 'defer',
  undecided: null,
}

function isWord(text: string): boolean {
  return Object.hasOwn(words, text)
}

/**
 * Decisions from words of a command line: `accept HUNK HUNK reject HUNK`, `HUNK accept HUNK reject`, or
 * `HUNK=accept`. The error is a sentence.
 */
export function parseWords(args: readonly string[]): Result<readonly Decision[], string> {
  const decisions: Decision[] = []
  let current: string | null = null
  let pending: string[] = []
  for (const word of args) {
    const equals = word.lastIndexOf('=')
    if (equals > 0) {
      const verdict = word.slice(equals + 1)
      if (!isWord(verdict)) return err(`"${verdict}" is no verdict: say accept, reject, defer or undecided.`)
      decisions.push({ hunk: word.slice(0, equals), verdict: words[verdict] ?? null })
    } else if (isWord(word)) {
      if (pending.length > 0) {
        for (const hunk of pending) decisions.push({ hunk, verdict: words[word] ?? null })
        pending = []
        current = null
      } else current = word
    } else if (current !== null) decisions.push({ hunk: word, verdict: words[current] ?? null })
    else pending.push(word)
  }
  if (pending.length > 0)
    return err(`No verdict was given for ${pending.join(', ')}: say accept, reject, defer or undecided.`)
  return ok(decisions)
}

/** Decisions from JSON lines, each `{"hunk": ID, "verdict": WORD}`. The error is a sentence with the line's number. */
export function parseLines(text: string): Result<readonly Decision[], string> {
  const decisions: Decision[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return err(`Line ${index + 1} is not JSON. Nothing was decided.`)
    }
    const { hunk, verdict } = (typeof value === 'object' && value !== null ? value : {}) as Record<
      string,
      unknown
    >
    if (typeof hunk !== 'string' || !(verdict === null || (typeof verdict === 'string' && isWord(verdict))))
      return err(
        `Line ${index + 1} is not {"hunk": ID, "verdict": "accept" | "reject" | "defer"}. Nothing was decided.`,
      )
    decisions.push({ hunk, verdict: verdict === null ? null : (words[verdict] ?? null) })
  }
  return ok(decisions)
}

/** The same verdict for every hunk of a changeset, or of the files named; the error names a file that is not in it. */
export function decideFiles(
  changeset: Changeset,
  paths: readonly string[] | null,
  verdict: Verdict | null,
): Result<readonly Decision[], string> {
  const missing = (paths ?? []).find(
    (path) => !changeset.files.some((file) => file.path === path || file.oldPath === path),
  )
  if (missing !== undefined) return err(`${missing} is not in this changeset. Nothing was decided.`)
  const files = changeset.files.filter(
    (file) =>
      paths === null || paths.includes(file.path) || (file.oldPath !== null && paths.includes(file.oldPath)),
  )
  return ok(files.flatMap((file) => file.hunks.map((hunk) => ({ hunk: hunk.id, verdict }))))
}
