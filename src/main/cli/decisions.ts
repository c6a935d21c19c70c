import { err, ok, type Result } from '#shared/base/result.ts'
import type { Unit } from '#shared/domain/unit/unit.ts'
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

/**
 * Decisions from JSON lines, each `{"hunk": ID, "verdict": WORD}` or `{"unit": ID, "verdict": WORD}`. The error is a sentence
 * with the line's number.
 */
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
    const { hunk, unit, verdict } = (typeof value === 'object' && value !== null ? value : {}) as Record<
      string,
      unknown
    >
    const named = hunk ?? unit
    if (
      typeof named !== 'string' ||
      (hunk !== undefined && unit !== undefined) ||
      !(verdict === null || (typeof verdict === 'string' && isWord(verdict)))
    )
      return err(
        `Line ${index + 1} is not {"hunk": ID, "verdict": "accept" | "reject" | "defer"}, nor the same with "unit". Nothing was decided.`,
      )
    decisions.push({ hunk: named, verdict: verdict === null ? null : (words[verdict] ?? null) })
  }
  return ok(decisions)
}

/** Whether an id is a unit's, by its shape. */
export function isUnitId(id: string): boolean {
  return /^u[\w-]{27}$/.test(id)
}

/**
 * The same decisions with the hunks of units in place of the units. The error names a unit that is none of these: its members
 * changed since, or it never was one.
 */
export function decideUnits(
  decisions: readonly Decision[],
  units: readonly Unit[],
): Result<readonly Decision[], string> {
  const known = new Map(units.map(({ id, hunks }) => [id, hunks]))
  const spelled: Decision[] = []
  for (const { hunk, verdict } of decisions) {
    const members = isUnitId(hunk) ? known.get(hunk) : [hunk]
    if (members === undefined)
      return err(
        `There is no unit ${hunk} in the newest revision: its members may have changed. Nothing was decided. Look at them again with \`winnow changeset SESSION --units\`.`,
      )
    for (const member of members) spelled.push({ hunk: member, verdict })
  }
  return ok(spelled)
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
