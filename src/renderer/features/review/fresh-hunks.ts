import type { Changeset } from '#shared/domain/review/decided.ts'
import type { ReviewModel } from './review-model.ts'

/** Hunks that the person has not looked at, and that no revision that was on screen before had. */
export type Fresh = ReadonlySet<string>

export const noneFresh: Fresh = new Set()

/** How many of them a page keeps for the next one. */
const mostKept = 200

type Files = readonly {
  readonly hunks: readonly { readonly id: string; readonly decision: unknown }[]
}[]

function idsOf(files: Files): ReadonlySet<string> {
  return new Set(files.flatMap(({ hunks }) => hunks.map(({ id }) => id)))
}

/** The undecided hunks of a revision that are not among those `known`. */
function undecidedBeside(files: Files, known: (hunk: string) => boolean): readonly string[] {
  return files.flatMap(({ hunks }) =>
    hunks.filter(({ id, decision }) => decision === null && !known(id)).map(({ id }) => id),
  )
}

/** How many hunks of a newer revision the person has not seen in the one on screen. */
export function newHunks(model: ReviewModel, incoming: Pick<Changeset, 'files'>): number {
  return undecidedBeside(incoming.files, (id) => model.find(id) !== null).length
}

/** Follows which revisions were on screen as the newest, and what of each was new then. */
export class FreshHunks {
  #since: number | null = null
  #known: { readonly number: number; readonly ids: ReadonlySet<string> } | null = null

  /** The revision that was on screen before the newest, as far as that is known; null for the first. */
  get since(): number | null {
    return this.#since
  }

  /** What was on screen in an earlier page. */
  begin({ number, files }: Pick<Changeset, 'number' | 'files'>): void {
    this.#known = { number, ids: idsOf(files) }
  }

  /** The newest revision comes on screen: what of it is new now. `before` was until now, and is until it was looked at. */
  shows({ number, files }: Pick<Changeset, 'number' | 'files'>, before: Fresh): Fresh {
    const known = this.#known
    const ids = idsOf(files)
    if (known === null || number > known.number) {
      const last = known?.number ?? number - 1
      this.#since = last > 0 ? last : null
    }
    this.#known = { number, ids }
    const still = [...before].filter((id) => ids.has(id))
    const came =
      known === null || number <= known.number ? [] : undecidedBeside(files, (id) => known.ids.has(id))
    return still.length + came.length === 0 ? noneFresh : new Set([...still, ...came])
  }
}

/** Whether a hunk is new to the person: nobody decided it either. */
export function isFresh(model: ReviewModel, fresh: Fresh, hunk: string): boolean {
  return fresh.has(hunk) && model.verdictOf(hunk) === null && model.shows(hunk)
}

/** The first hunk after `after` that is new, else the first of all, as an index over all hunks. */
export function nextFresh(model: ReviewModel, fresh: Fresh, after: number): number | null {
  const places = [...fresh]
    .filter((id) => isFresh(model, fresh, id))
    .flatMap((id) => model.find(id)?.at ?? [])
    .toSorted((one, other) => one - other)
  return places.find((at) => at > after) ?? places[0] ?? null
}

/** How many of these hunks are undecided, of each file that has any, by its index. */
export function undecidedByFile(model: ReviewModel, hunks: Iterable<string>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const id of hunks) {
    const entry = model.find(id)
    if (entry !== null && model.isLeft(entry.at)) counts.set(entry.file, (counts.get(entry.file) ?? 0) + 1)
  }
  return counts
}

/** What is said of a hunk that is new in a revision of this number. */
export function freshWord(number: number): string {
  return `New in r${number}`
}

/** Those that the next page is told of, as a list. */
export function keptFresh(model: ReviewModel, fresh: Fresh): readonly string[] {
  return [...fresh].filter((id) => isFresh(model, fresh, id)).slice(0, mostKept)
}
