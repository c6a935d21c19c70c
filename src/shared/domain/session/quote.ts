import { pathForDisplay } from '../../base/path-text.ts'

/** Which lines of both texts a hunk replaces, in -U0 coordinates. */
export interface QuotedRange {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** Lines quoted of one side at most; the rest is counted. */
const longest = 40

function side(text: string | null, start: number, count: number, sign: string): readonly string[] {
  if (text === null || count === 0) return []
  const lines = text.split('\n').slice(start - 1, start - 1 + count)
  const shown = lines.slice(0, longest).map((line) => `${sign}${line}`)
  return lines.length > longest ? [...shown, `${sign}… ${lines.length - longest} more lines`] : shown
}

/**
 * A rejected hunk as the agent reads it in a follow-up: where it is, and its lines as a diff. A whole-file unit has
 * no lines: its description stands alone. The fence is longer than any in the text.
 */
export function quoteHunk(
  path: string,
  before: string | null,
  after: string | null,
  range: QuotedRange,
  kind = 'text',
): string {
  const shown = pathForDisplay(path)
  if (kind !== 'text') return `Rejected in ${shown}: the ${kind} of the file.`
  const lines = [
    ...side(before, range.oldStart, range.oldLines, '-'),
    ...side(after, range.newStart, range.newLines, '+'),
  ]
  const fences = lines.flatMap((line) => line.match(/`{3,}/g) ?? []).map((run) => run.length)
  const fence = '`'.repeat(Math.max(3, ...fences.map((length) => length + 1)))
  const line = range.newLines > 0 ? range.newStart : Math.max(1, range.newStart)
  return [`Rejected in ${shown}, line ${line}:`, `${fence}diff`, ...lines, fence].join('\n')
}
