import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { fromBase64 } from '#shared/diff/base64.ts'
import { invertChanges, type BaseChange } from '#shared/diff/line-map.ts'
import { toLines } from '#shared/diff/lines.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { BaseFileMove } from '#shared/domain/review/carry.ts'
import type { FileMove } from '#shared/domain/review/ledger-values.ts'
import { basePathOf, outcomeOf, takesEffect } from '#shared/domain/review/outcome.ts'
import type { GitFailure } from '../git/run.ts'
import type { LedgerTools } from './new-revision.ts'
import { hasLines } from './review-texts.ts'

/** Where each file of the old base went; a file that is not listed is where it was, as it was. null: it is gone. */
export type MovedFiles = ReadonlyMap<string, BaseFileMove | null>

/** A landing changed the base by exactly the accepted hunks and own edits. */
export function movesOfLanding(files: readonly DecidedFile[]): MovedFiles {
  const moves = new Map<string, BaseFileMove | null>()
  for (const file of files) {
    const outcome = outcomeOf(file)
    // A file that was not added is not gone: it never was there.
    if (file.change === 'added' && !outcome) continue
    moves.set(basePathOf(file), outcome ? { path: outcome.path, changes: changesOf(file) } : null)
  }
  return moves
}

/** What landed of the lines of a file; null if it has other content now that is not made of hunks. */
function changesOf(file: DecidedFile): readonly BaseChange[] | null {
  const content = outcomeOf(file)?.content
  if (!content || content.kind === 'base') return []
  const hunks = file.hunks.filter((hunk) => hunk.kind === 'text')
  if (hunks.length === 0 && content.kind === 'revision') return file.oldOid === file.newOid ? [] : null
  const edits = content.kind === 'splice' ? content.edits : []
  return [
    ...hunks.filter(takesEffect),
    ...edits.map(({ oldStart, oldLines, bytes }) => {
      return { oldStart, oldLines, newLines: toLines(fromBase64(bytes)).count }
    }),
  ]
}

/** The moves between any two trees, as far as git finds renames. */
export async function movesOfTrees(
  { cache, subject }: Pick<LedgerTools, 'cache' | 'subject'>,
  from: string,
  to: string,
): Promise<Result<MovedFiles, GitFailure>> {
  const between = await cache.get(subject.objects, from, to)
  if (!between.ok) return between
  const moves = new Map<string, BaseFileMove | null>()
  for (const file of between.value.files) {
    if (file.change === 'added') continue
    const texts = hasLines(file) || file.oldOid === file.newOid
    const changes = texts ? file.hunks.filter((hunk) => hunk.kind === 'text') : null
    moves.set(basePathOf(file), file.change === 'deleted' ? null : { path: file.path, changes })
  }
  return ok(moves)
}

/** The way back. `added` are paths that the old base does not have. */
export function wayBack(moves: MovedFiles, added: ReadonlySet<string>): readonly FileMove[] {
  const back: FileMove[] = []
  for (const [path, move] of moves) {
    if (!move || (move.path === path && move.changes?.length === 0)) continue
    const changes = move.changes && invertChanges(move.changes)
    back.push({ path: move.path, move: added.has(path) ? null : { path, changes } })
  }
  return back
}

export function moved(moves: MovedFiles, path: string): BaseFileMove | null {
  const move = moves.get(path)
  return move === undefined ? { path, changes: [] } : move
}
