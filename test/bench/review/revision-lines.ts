import { firstLine } from '#shared/diff/lines.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'

type Side = 'old' | 'new'

/**
 * Finds lines of a revision again in the one before: those of the base stand where they stood, those of the revision are
 * followed through what changed in between. Both revisions are held against the same base.
 */
export class FormerLines {
  readonly #byBasePath: ReadonlyMap<string, FileDiff>
  readonly #since: ReadonlyMap<string, FileDiff>

  /** `since` is what changed from `before` to the revision whose lines are asked for. */
  constructor(before: ComputedChangeset, since: ComputedChangeset) {
    this.#byBasePath = new Map(before.files.map((file) => [file.oldPath ?? file.path, file]))
    this.#since = new Map(since.files.map((file) => [file.path, file]))
  }

  /** Where a line of a file stood in the revision before, by its path there; null where it is new. */
  find(file: FileDiff, side: Side, line: number): { readonly path: string; readonly line: number } | null {
    if (side === 'old') {
      const path = this.#byBasePath.get(file.oldPath ?? file.path)?.path
      return path === undefined ? null : { path, line }
    }
    const since = this.#since.get(file.path)
    if (since === undefined) return { path: file.path, line }
    if (since.change === 'added') return null
    const former = formerLine(
      line,
      since.hunks.filter(({ kind }) => kind === 'text'),
    )
    return former === null ? null : { path: since.oldPath ?? file.path, line: former }
  }
}

/** Where a line stood before these changes, or null where one of them made it. */
function formerLine(line: number, changes: readonly Hunk[]): number | null {
  let shift = 0
  for (const { oldLines, newStart, newLines } of changes) {
    const from = firstLine(newStart, newLines) + 1
    if (line < from) break
    if (line < from + newLines) return null
    shift += newLines - oldLines
  }
  return line - shift
}

/** All changed lines of these hunks. */
export function* changedLines(hunks: readonly Hunk[]): Iterable<readonly [side: Side, line: number]> {
  for (const { oldStart, oldLines, newStart, newLines } of hunks) {
    for (let line = oldStart; line < oldStart + oldLines; line += 1) yield ['old', line]
    for (let line = newStart; line < newStart + newLines; line += 1) yield ['new', line]
  }
}
