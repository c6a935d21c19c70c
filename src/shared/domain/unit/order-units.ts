import { orderFiles } from '../order/order-files.ts'
import { firstRead, rankOf, type Reading } from '../order/reading.ts'
import type { UnitFile } from './unit-file.ts'
import { foldedKinds, type UnitDraft } from './unit.ts'

/** Where a hunk stands among all of them, and its file in the order of reading. */
interface Place {
  readonly at: number
  readonly file: number
  /** What it says itself, or what happens to its file, that has it read before what is only changed. */
  readonly urgent: Reading | null
}

const folded: Reading = { class: 'folded', reason: null }
const runs = rankOf({ class: 'runs', reason: null })

/**
 * The units in the order of reading: by what their hunks say, then by the files of their first hunks; what is folded after the
 * rest, unless a hunk of it weakens a test or has something run. Of a file that the base calls made by a program that is no
 * news. Members stay in the order of the changeset: a unit's id is of it.
 */
export function orderUnits(files: readonly UnitFile[], drafts: readonly UnitDraft[]): readonly UnitDraft[] {
  // What a hunk says moves its unit, not all of its file.
  const bare = files.map(({ diff, generated }) => ({
    ...diff,
    generated,
    hunks: diff.hunks.map((hunk) => ({ ...hunk, reading: null })),
  }))
  const order = orderFiles(bare, 'reading')
  const fileAt = new Map(order.map(({ file }, at) => [file.path, at]))
  const places = new Map<string, Place>()
  for (const { diff, generated } of files) {
    const file = fileAt.get(diff.path) ?? 0
    const reading = order[file]?.reading
    const ofFile = reading !== undefined && rankOf(reading) <= runs ? reading : null
    for (const hunk of diff.hunks)
      places.set(hunk.id, {
        at: places.size,
        file,
        urgent: generated === null ? (hunk.reading ?? ofFile) : null,
      })
  }
  const atOf = (id: string): number => places.get(id)?.at ?? 0
  return drafts
    .map((draft) => {
      const hunks = [...draft.hunks].sort((a, b) => atOf(a) - atOf(b))
      const first = places.get(hunks[0] ?? '')
      const file = order[first?.file ?? 0]
      const isFolded = foldedKinds.has(draft.kind)
      const reading =
        firstRead(hunks.flatMap((id) => places.get(id)?.urgent ?? [])) ??
        (isFolded || file === undefined ? folded : file.reading)
      // A conflict is decided before anything that rests on it.
      const rank = draft.kind === 'conflict' ? -1 : rankOf(reading)
      return { draft: { ...draft, hunks, reading }, first, rank }
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.first?.file ?? 0) - (b.first?.file ?? 0) ||
        (a.first?.at ?? 0) - (b.first?.at ?? 0),
    )
    .map(({ draft }) => draft)
}
