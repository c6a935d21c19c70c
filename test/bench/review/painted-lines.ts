import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'

/** Lines of one file, by side. */
export interface SideLines {
  readonly old: readonly number[]
  readonly new: readonly number[]
}

/** Which changed lines of a revision were on screen, by path in the revision. */
export class PaintedLines {
  readonly #files = new Map<string, { readonly old: Set<number>; readonly new: Set<number> }>()

  /** Adds what is on screen of a file: of that only changed lines count. Gives how many came that were not there. */
  add(file: FileDiff, shown: SideLines): number {
    const own = this.#files.get(file.path) ?? { old: new Set<number>(), new: new Set<number>() }
    this.#files.set(file.path, own)
    const before = own.old.size + own.new.size
    for (const hunk of file.hunks) {
      for (const line of shown.old)
        if (line >= hunk.oldStart && line < hunk.oldStart + hunk.oldLines) own.old.add(line)
      for (const line of shown.new)
        if (line >= hunk.newStart && line < hunk.newStart + hunk.newLines) own.new.add(line)
    }
    return own.old.size + own.new.size - before
  }

  /** Adds lines that are known to be changed. */
  addAll(path: string, lines: SideLines): void {
    this.#files.set(path, { old: new Set(lines.old), new: new Set(lines.new) })
  }

  has(path: string, side: keyof SideLines, line: number): boolean {
    return this.#files.get(path)?.[side].has(line) === true
  }

  /** How many lines of a hunk were never on screen. */
  missingOf(path: string, { oldStart, oldLines, newStart, newLines }: Hunk): number {
    let missing = 0
    for (let line = oldStart; line < oldStart + oldLines; line += 1)
      if (!this.has(path, 'old', line)) missing += 1
    for (let line = newStart; line < newStart + newLines; line += 1)
      if (!this.has(path, 'new', line)) missing += 1
    return missing
  }

  /** How many lines of these files were on screen. */
  count(files: Iterable<Pick<FileDiff, 'path'>>): number {
    let lines = 0
    for (const { path } of files) {
      const own = this.#files.get(path)
      lines += (own?.old.size ?? 0) + (own?.new.size ?? 0)
    }
    return lines
  }
}
