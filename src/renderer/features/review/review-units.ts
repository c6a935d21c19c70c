import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Changeset, DecidedHunk } from '#shared/domain/review/decided.ts'
import type { Unit, UnitKind } from '#shared/domain/unit/unit.ts'
import type { Client } from '#renderer/client/context.ts'
import { decideByStore } from '#renderer/view/decide-by.ts'
import type { HunkEntry, ReviewModel } from './review-model.ts'
import { ReviewNames } from './review-names.ts'

/** Units by the hunks in them; empty until they are told. */
export type UnitsByHunk = ReadonlyMap<string, Unit>

const none: UnitsByHunk = new Map()

/** Kinds of which the fact is enough: their lines are folded, and open by one key. */
export const factKinds: ReadonlySet<UnitKind> = new Set(['generated', 'ends'])

/** Kinds whose members are in several files; they are decided together, each read in a list beside the one in focus. */
const crossKinds: ReadonlySet<UnitKind> = new Set(['class', 'move', 'deleted'])

interface UnitsState {
  readonly units: UnitsByHunk
  /** A hunk in another file that a key asks to be shown beside the one in focus, anew with each object. */
  readonly wanted: { readonly hunk: string } | null
}

/** The units of the changeset on screen, and which hunks were wholly there to be read. */
export class ReviewUnits {
  readonly store: StoreApi<UnitsState> = createStore<UnitsState>(() => ({ units: none, wanted: null }))
  /** What its hunks define and take away. */
  readonly names: ReviewNames
  readonly #session: string
  readonly #client: Client
  /** The hunk that was decided last in this window; what is read in one go begins after it. */
  lastDecided: string | null = null
  #shown = ''
  #number = 0
  /** Whether the units of what is on screen were asked for. */
  #asked = false
  #loading: Promise<void> = Promise.resolve()
  /** By hunk: since when it was wholly on screen, on the clock of the keys. */
  readonly #seen = new Map<string, number>()

  constructor(session: string, client: Client) {
    this.#session = session
    this.#client = client
    this.names = new ReviewNames(session, client)
  }

  /** Another changeset is on screen: its units come later, where keys decide by them, and move nothing then. */
  follow(changeset: Changeset): void {
    this.names.follow(changeset)
    const { number, base, revision } = changeset
    const shown = `${base} ${revision}`
    if (shown === this.#shown) return
    this.#shown = shown
    this.#number = number
    this.#asked = false
    this.store.setState({ units: none })
    if (decideByStore.getState().by === 'unit') void this.load()
  }

  /**
   * Asks for the units of the changeset on screen, unless that was done: to cut a large one costs the machine seconds. The
   * result is there when they are told, or will not be.
   */
  load(): Promise<void> {
    if (this.#shown === '') return Promise.resolve()
    if (!this.#asked) {
      this.#asked = true
      this.#loading = this.#load(this.#shown)
    }
    return this.#loading
  }

  async #load(shown: string): Promise<void> {
    // Without units every hunk is decided by itself, as it is while they are on their way.
    const told = await this.#client.changeset
      .units({ session: this.#session, number: this.#number })
      .catch(() => null)
    if (this.#shown !== shown) return
    if (told?.ok !== true) {
      this.#asked = false
      return
    }
    const units = new Map<string, Unit>()
    for (const unit of told.value.units) for (const hunk of unit.hunks) units.set(hunk, unit)
    this.store.setState({ units })
  }

  /** Tells that these hunks, or the words for a unit by its id, are wholly on screen, since `since` on the clock of the keys. */
  see(hunks: readonly string[], since = performance.now()): void {
    for (const hunk of hunks) if (!this.#seen.has(hunk)) this.#seen.set(hunk, since)
  }

  /** Asks for a hunk in another file to be shown beside the one in focus; returns false where that was asked for in vain. */
  want(hunk: string): boolean {
    const { wanted } = this.store.getState()
    if (wanted?.hunk === hunk) return false
    this.store.setState({ wanted: { hunk } })
    return true
  }

  /** Since when a hunk, or the words for a unit, was wholly on screen; null where it never was. */
  seenSince(id: string): number | null {
    return this.#seen.get(id) ?? null
  }

  /** Whether a hunk was wholly on screen before `at`. */
  wasSeen(hunk: string, at: number): boolean {
    const since = this.#seen.get(hunk)
    return since !== undefined && since <= at
  }

  /** Whether all that is decided with a hunk, since no tree can hold it apart, was wholly on screen before `at`. */
  wasRead(model: ReviewModel, hunk: DecidedHunk, at: number): boolean {
    return model.groupOf(hunk).every((id) => this.wasSeen(id, at))
  }

  /** The unit of a hunk; null where none is known. */
  unitOf(hunk: string): Unit | null {
    return this.store.getState().units.get(hunk) ?? null
  }

  /**
   * What is decided with a hunk, itself included, in the order of the changeset: the hunks of its unit that stand as it does,
   * of its file alone unless their kind says that they are in several, or no tree can hold them apart. Only itself where hunks are decided one by one.
   */
  membersOf(model: ReviewModel, hunk: DecidedHunk): readonly HunkEntry[] {
    const entry = model.find(hunk.id)
    if (entry === null) return []
    if (decideByStore.getState().by !== 'unit' || hunk.editedBy !== null) return [entry]
    return this.together(model, hunk)
  }

  /** What would be decided with a hunk if units were decided. */
  together(model: ReviewModel, hunk: DecidedHunk): readonly HunkEntry[] {
    const entry = model.find(hunk.id)
    if (entry === null) return []
    const verdict = model.verdictAt(entry.at)
    const unit = this.unitOf(hunk.id)
    const group = new Set(model.groupOf(hunk))
    const members = (unit?.hunks ?? []).flatMap((id) => model.find(id) ?? [])
    const mine = members.filter(
      (one) =>
        (one.file === entry.file || group.has(one.hunk.id) || (unit !== null && crossKinds.has(unit.kind))) &&
        one.hunk.editedBy === null &&
        model.isShown(one.at) === model.isShown(entry.at) &&
        model.verdictAt(one.at) === verdict,
    )
    return mine.length > 1 && mine.includes(entry) ? mine : [entry]
  }
}
