import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import type { CarriedHunk } from '#shared/domain/review/ledger-values.ts'
import { basePathOf, takesEffect } from '#shared/domain/review/outcome.ts'
import { moved, type MovedFiles } from './moved-files.ts'
import { placeOf } from './view.ts'

/** What is left of files that meet in a path, before a landing and after it. */
interface Paths {
  readonly left: string[]
  readonly now: FileDiff[]
  hasEdits: boolean
}

/**
 * After a landing git may pair files in another way: a rename whose text landed in part is a deletion and an addition
 * when too little of it is left alike, and the other way round. What is left of such files together does exactly what
 * their new hunks do together, so these have what all of those have in common.
 */
export function regroupedHunks(
  before: readonly DecidedFile[],
  after: readonly FileDiff[],
  moves: MovedFiles,
): readonly CarriedHunk[] {
  const olds = before.flatMap((file) => {
    const left = file.hunks.filter((hunk) => !takesEffect(hunk)).map(({ id }) => id)
    const from = file.change === 'added' ? null : (moved(moves, basePathOf(file))?.path ?? null)
    const to = file.change === 'deleted' ? null : file.path
    return left.length > 0 ? [{ file, left, from, to }] : []
  })
  const news = after.map((file) => ({
    file,
    from: file.change === 'added' ? null : basePathOf(file),
    to: file.change === 'deleted' ? null : file.path,
  }))
  const shape = ({ from, to }: { from: string | null; to: string | null }): string =>
    JSON.stringify([from, to])
  const [were, are] = [new Set(olds.map(shape)), new Set(news.map(shape))]
  const of = new Map<string, Paths>()
  const at = (paths: readonly (string | null)[]): Paths => {
    const all: Paths = { left: [], now: [], hasEdits: false }
    for (const path of paths) {
      const other = path === null ? undefined : of.get(path)
      if (!other || other === all) continue
      all.left.push(...other.left)
      all.now.push(...other.now)
      all.hasEdits ||= other.hasEdits
      for (const [key, value] of of) if (value === other) of.set(key, all)
    }
    for (const path of paths) if (path !== null) of.set(path, all)
    return all
  }
  for (const old of olds) {
    if (are.has(shape(old))) continue
    const together = at([old.from, old.to])
    together.left.push(...old.left)
    if (old.file.edits.some(({ holds }) => holds)) together.hasEdits = true
  }
  for (const one of news) if (!were.has(shape(one))) at([one.from, one.to]).now.push(one.file)
  const carried: CarriedHunk[] = []
  for (const { left, now, hasEdits } of new Set(of.values())) {
    if (hasEdits || left.length === 0) continue
    for (const file of now) {
      for (const hunk of file.hunks) carried.push({ from: left, to: hunk.id, place: placeOf(file, hunk) })
    }
  }
  return carried
}
