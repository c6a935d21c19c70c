import type { Result } from '#shared/base/result.ts'
import { err, ok } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import type { Changeset, DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'

/** What there is of one session's review, wherever it is asked for. */
export interface ReviewSource {
  changeset(): Promise<Result<Changeset, Failure<string>>>
  file(path: string): Promise<Result<Pick<FileText, 'before' | 'after'>, Failure<string>>>
  /** See `parseProposal`. */
  propose(args: Readonly<Record<string, unknown>>): Promise<Result<string, string>>
}

/** Hunks of one page, characters of one hunk's difference, and of a whole page. */
export const pageLimits = { hunks: 20, difference: 4_000, page: 40_000 } as const

/** A hunk as an agent reads it. */
export interface ToldHunk {
  readonly id: string
  readonly path: string
  readonly kind: string
  /** Of the new side, -U0: 1-based, and how many. */
  readonly line: number
  readonly lines: number
  /** Why it was rejected; absent where no words were given. */
  readonly reason?: string
  /** The changed lines, maybe cut off; empty for a whole-file unit. */
  readonly difference: string
}

export interface ToldPage {
  readonly revision: number
  /** How many there are in all. */
  readonly total: number
  readonly hunks: readonly ToldHunk[]
  /** What to ask for to read on; null at the end. */
  readonly next: number | null
}

/** A page of the hunks with a decision, from position `from` on. The error is one sentence. */
export async function pageOf(
  source: ReviewSource,
  decision: DecidedHunk['decision'],
  from: number,
): Promise<Result<ToldPage, string>> {
  const changeset = await source.changeset()
  if (!changeset.ok) return err(changeset.error.message)
  const found = changeset.value.files.flatMap((file) =>
    file.hunks.filter((hunk) => hunk.decision === decision).map((hunk) => ({ file, hunk })),
  )
  const hunks: ToldHunk[] = []
  const texts = new Map<string, Promise<Result<Pick<FileText, 'before' | 'after'>, Failure<string>>>>()
  let size = 0
  for (const { file, hunk } of found.slice(from, from + pageLimits.hunks)) {
    const reading = texts.get(file.path) ?? (hunk.kind === 'text' ? source.file(file.path) : null)
    if (reading !== null) texts.set(file.path, reading)
    const text = await reading
    const difference = text?.ok ? differenceOf(text.value, hunk) : ''
    size += difference.length
    if (size > pageLimits.page && hunks.length > 0) break
    hunks.push(toldHunk(file, hunk, difference))
  }
  const next = from + hunks.length
  return ok({
    revision: changeset.value.number,
    total: found.length,
    hunks,
    next: next < found.length ? next : null,
  })
}

function toldHunk({ path }: DecidedFile, hunk: DecidedHunk, difference: string): ToldHunk {
  const { id, kind, newStart, newLines, reason } = hunk
  return { id, path, kind, line: newStart, lines: newLines, ...(reason ? { reason } : {}), difference }
}

/** Its lines with their signs, the beginning of them. */
function differenceOf({ before, after }: Pick<FileText, 'before' | 'after'>, hunk: DecidedHunk): string {
  const lines = [
    ...linesOf(before?.text, hunk.oldStart, hunk.oldLines).map((line) => `-${line}`),
    ...linesOf(after?.text, hunk.newStart, hunk.newLines).map((line) => `+${line}`),
  ]
  const whole = lines.join('\n')
  if (whole.length <= pageLimits.difference) return whole
  return `${whole.slice(0, pageLimits.difference)}\n… ${whole.length - pageLimits.difference} more characters`
}

function linesOf(text: string | undefined, start: number, count: number): readonly string[] {
  if (text === undefined || count === 0) return []
  return text.split('\n').slice(start - 1, start - 1 + count)
}
