import type { FileDiff, Hunk } from '../changeset/file-diff.ts'
import type { Scope } from './outline.ts'

/** Why a file counts as made by a program, by what the base says of it; null where it doesn't. */
export interface Generated {
  readonly by: 'attribute' | 'header' | 'lockfile'
  /** In a few words: ".gitattributes of the base", "go.sum, with go.mod". */
  readonly reason: string
}

/** What is known of a changed file when units are made. */
export interface UnitFile {
  readonly diff: FileDiff
  /** Its lines with their ends, bytes as Latin-1; null where they were not read: binary, too large, or not text. */
  readonly base: readonly string[] | null
  readonly revision: readonly string[] | null
  /** Scopes of the revision; null where the language is not known or the text too large. */
  readonly outline: readonly Scope[] | null
  readonly generated: Generated | null
  /** Why both sides of a merge can't be had in it, where no marks in its text say so. Absent: they can. */
  readonly conflict?: string | undefined
}

/** Lines of a text as git counts them, each with its end. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The lines that a text hunk takes away. */
export function oldLinesOf(file: UnitFile, hunk: Hunk): readonly string[] {
  return cut(file.base, hunk.oldStart, hunk.oldLines)
}

/** The lines that a text hunk puts in their place. */
export function newLinesOf(file: UnitFile, hunk: Hunk): readonly string[] {
  return cut(file.revision, hunk.newStart, hunk.newLines)
}

function cut(lines: readonly string[] | null, start: number, count: number): readonly string[] {
  return lines === null || count === 0 ? [] : lines.slice(start - 1, start - 1 + count)
}

/** How many lines a hunk changes, taken away and put in their place counted apart; of a whole file none. */
export function changedLines(hunk: Hunk): number {
  return hunk.oldLines + hunk.newLines
}
