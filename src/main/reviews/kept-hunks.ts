import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import { mapThrough } from '#shared/diff/line-map.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { HunkSource } from '#shared/domain/review/ledger-state.ts'
import type { CarriedHunk, Place } from '#shared/domain/review/ledger-values.ts'
import type { GitFailure } from '../git/run.ts'
import { moved, type MovedFiles } from './moved-files.ts'
import type { LedgerTools } from './new-revision.ts'
import { readLines, type FileLines } from './review-texts.ts'
import { placeOf } from './view.ts'

interface Found {
  readonly file: FileDiff
  readonly hunk: Hunk
}

/**
 * Decided hunks that the newest revision does not have, or does not have any more after a move of the base, by the ids
 * that they will have if they come back: at the mapped range of the new base, with the same old and new bytes. An id
 * says all of that, so it can't be another hunk's. What the move touched is left out, and so are `settled` ones.
 */
export async function keptHunks(
  tools: LedgerTools,
  moves: MovedFiles,
  settled: ReadonlySet<string>,
): Promise<Result<readonly CarriedHunk[], GitFailure>> {
  const kept: CarriedHunk[] = []
  const sources = new Sources(tools)
  const place = placeAfter(moves)
  for (const decided of tools.ledger.decided()) {
    const { id, content } = decided
    if (settled.has(id)) continue
    let from = decided.place
    if (!from) {
      const found = await sources.find(content)
      if (!found.ok) return found
      if (!found.value) continue
      from = placeOf(found.value.file, found.value.hunk)
    }
    const to = place(from)
    if (!to) continue
    if (to.path === from.path && to.oldStart === from.oldStart) {
      kept.push({ from: [id], to: id, place: from })
      continue
    }
    const newId = await sources.idAt(content, to)
    if (!newId.ok) return newId
    if (newId.value !== null) kept.push({ from: [id], to: newId.value, place: to })
  }
  return ok(kept)
}

/** Where what the move did not touch stands now; null for what it touched. */
function placeAfter(moves: MovedFiles): (place: Place) => Place | null {
  const maps = new Map<string, ReturnType<typeof mapThrough>>()
  return (place) => {
    const move = moved(moves, place.path)
    if (!move) return null
    const { path, changes } = move
    switch (place.kind) {
      case 'rename':
        return path === place.path ? place : null
      case 'mode':
        return { ...place, path }
      case 'text': {
        if (!changes) return null
        const map = maps.get(place.path) ?? mapThrough(changes)
        maps.set(place.path, map)
        const range = map(place)
        return range && { ...place, ...range, path }
      }
      default:
        return changes?.length === 0 ? { ...place, path } : null
    }
  }
}

/** The contents of decided hunks, read once. */
class Sources {
  readonly #tools: LedgerTools
  readonly #changesets = new Map<string, ReadonlyMap<string, Found>>()
  #last: { readonly file: FileDiff; readonly lines: FileLines } | null = null

  constructor(tools: LedgerTools) {
    this.#tools = tools
  }

  /** null if its revision is gone. */
  async find({ base, revision, hunk }: HunkSource): Promise<Result<Found | null, GitFailure>> {
    const { subject, cache } = this.#tools
    const key = `${base} ${revision}`
    let hunks = this.#changesets.get(key)
    if (!hunks) {
      const tree = subject.revisions.find(({ number }) => number === revision)?.tree
      if (tree === undefined) return ok(null)
      const computed = await cache.get(subject.objects, base, tree)
      if (!computed.ok) return computed
      hunks = new Map(
        computed.value.files.flatMap((file) => file.hunks.map((one) => [one.id, { file, hunk: one }])),
      )
      this.#changesets.set(key, hunks)
    }
    return ok(hunks.get(hunk) ?? null)
  }

  /** The id at another place; null if its content is not found. */
  async idAt(source: HunkSource, place: Place): Promise<Result<string | null, GitFailure>> {
    const found = await this.find(source)
    if (!found.ok) return found
    if (!found.value) return ok(null)
    const { file, hunk } = found.value
    const hunkIdAt = this.#tools.hunkIdAt
    if (hunk.kind !== 'text') return ok(hunkIdAt(file, hunk, place, null))
    // The hunks of a file mostly follow each other.
    if (this.#last?.file !== file) {
      const lines = await readLines(this.#tools.subject.objects, file)
      if (!lines.ok) return lines
      this.#last = { file, lines: lines.value }
    }
    return ok(hunkIdAt(file, hunk, place, this.#last.lines))
  }
}
