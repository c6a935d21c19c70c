import { z } from 'zod'
import type { CarriedHunk, Place } from '../ledger-values.ts'
import { carriedShape, hunkKindShape } from './shapes.ts'

/** `to`, its place without path and kind, then `from` if that is not `to` alone. */
type Row = readonly [
  to: string,
  oldStart: number,
  oldLines: number,
  newStart: number,
  newLines: number,
  from?: readonly string[],
]

interface Group extends Pick<Place, 'path' | 'kind'> {
  readonly hunks: readonly Row[]
}

/**
 * Carried hunks as they are kept: those that follow each other in one file name its path once, and no field has a name. A
 * move of the base notes nearly every hunk that is decided, so this is most of what a long review adds to the database.
 * The order stays.
 */
export function packHunks(carried: readonly CarriedHunk[]): readonly Group[] {
  const groups: { path: string; kind: Place['kind']; hunks: Row[] }[] = []
  for (const { from, to, place } of carried) {
    const { path, kind, oldStart, oldLines, newStart, newLines } = place
    let group = groups.at(-1)
    if (group?.path !== path || group.kind !== kind) groups.push((group = { path, kind, hunks: [] }))
    const isSame = from.length === 1 && from[0] === to
    group.hunks.push([
      to,
      oldStart,
      oldLines,
      newStart,
      newLines,
      ...(isSame ? ([] as const) : ([from] as const)),
    ])
  }
  return groups
}

const count = z.number().int().min(0)
const id = z.string()
const place = [id, count, count, count, count] as const

const packedShape = z
  .array(
    z.object({
      path: z.string(),
      kind: hunkKindShape,
      hunks: z.array(z.union([z.tuple([...place]), z.tuple([...place, z.array(id)])])),
    }),
  )
  .transform((groups) =>
    groups.flatMap(({ path, kind, hunks }) =>
      hunks.map(([to, oldStart, oldLines, newStart, newLines, from = [to]]): CarriedHunk => {
        return { from, to, place: { path, kind, oldStart, oldLines, newStart, newLines } }
      }),
    ),
  )

/** Carried hunks from what is kept of them: packed, or each by itself as before. */
export const carriedHunksShape: z.ZodType<readonly CarriedHunk[]> = z.union([
  z.array(carriedShape),
  packedShape,
])
