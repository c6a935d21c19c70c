import type {
  ActClient,
  Changeset,
  DecidedFile,
  DecidedHunk,
  Effect,
  Verdict,
} from '#shared/domain/review/decided.ts'
import { orderFiles, type FilePlace } from '#shared/domain/order/order-files.ts'
import type { FileOrder } from '#shared/domain/order/reading.ts'

/** A hunk's place in the changeset: `at` counts over all files in their order. */
export interface HunkEntry {
  readonly at: number
  readonly file: number
  readonly hunk: DecidedHunk
}

/** How many hunks of a file, or of all, are in which state. An own edit counts as accepted. */
export interface Tally {
  readonly hunks: number
  readonly undecided: number
  readonly accepted: number
  readonly rejected: number
  readonly deferred: number
}

type MutableTally = { -readonly [Field in keyof Tally]: Tally[Field] }

/** What a hunk's decision becomes; a client only where a command line's comes back. */
export interface Change extends Effect {
  readonly hunk: string
}

const fieldOf = (verdict: Verdict | null): 'undecided' | 'accepted' | 'rejected' | 'deferred' =>
  verdict === null
    ? 'undecided'
    : verdict === 'accept'
      ? 'accepted'
      : verdict === 'reject'
        ? 'rejected'
        : 'deferred'

const none: Effect = { verdict: null }

const isSame = (one: Effect, other: Effect): boolean =>
  one.verdict === other.verdict && one.client === other.client && one.reason === other.reason

/** Own edits of a command line that no hunk stands for. */
function editsBesideHunks({ hunks, edits }: DecidedFile): number {
  const covering = new Set(hunks.map(({ editedBy }) => editedBy))
  return edits.filter(({ id, client, holds }) => holds && client !== undefined && !covering.has(id)).length
}

/**
 * One changeset with its decisions: what the workbench told, and over it what acts that are still on their way will do, in
 * order. Changing a decision looks at each such act once, however many hunks that changes; `version` grows whenever what is
 * shown changes.
 */
export class ReviewModel {
  readonly changeset: Changeset
  /** In the order in which they are read; all indexes of files are of it. */
  readonly files: readonly DecidedFile[]
  readonly places: readonly FilePlace<DecidedFile>[]
  readonly order: FileOrder
  readonly hunks: readonly HunkEntry[]
  version = 0
  readonly #at = new Map<string, number>()
  readonly #firsts: readonly number[]
  readonly #groups = new Map<string, string[]>()
  /** As the workbench told. */
  readonly #told: Effect[]
  readonly #shown: Effect[]
  readonly #tallies: readonly MutableTally[]
  readonly #total: MutableTally = { hunks: 0, undecided: 0, accepted: 0, rejected: 0, deferred: 0 }
  /** By file: what came from a command line, hunks and own edits beside all hunks. */
  readonly #fromCommandLine: number[]
  #allFromCommandLine: number
  readonly #decidedHere = new Set<string>()
  /** What of it is shown and decided; null: everything. */
  #only: ReadonlySet<string> | null = null
  #foreseen: { readonly act: string; readonly verdicts: ReadonlyMap<string, Effect> }[] = []

  constructor(changeset: Changeset, order: FileOrder = 'reading') {
    this.changeset = changeset
    this.order = order
    this.places = orderFiles(changeset.files, order)
    this.files = this.places.map(({ file }) => file)
    const hunks: HunkEntry[] = []
    const firsts: number[] = []
    for (const [file, { hunks: own }] of this.files.entries()) {
      firsts.push(hunks.length)
      for (const hunk of own) {
        this.#at.set(hunk.id, hunks.length)
        if (hunk.group !== null)
          this.#groups.set(hunk.group, [...(this.#groups.get(hunk.group) ?? []), hunk.id])
        hunks.push({ at: hunks.length, file, hunk })
      }
    }
    this.hunks = hunks
    this.#firsts = firsts
    this.#told = hunks.map(({ hunk: { decision, client, reason } }) => ({
      verdict: decision,
      client,
      reason,
    }))
    this.#shown = [...this.#told]
    this.#fromCommandLine = this.files.map(editsBesideHunks)
    this.#allFromCommandLine = this.#fromCommandLine.reduce((sum, count) => sum + count, 0)
    this.#tallies = this.files.map(() => ({
      hunks: 0,
      undecided: 0,
      accepted: 0,
      rejected: 0,
      deferred: 0,
    }))
    for (const { at, file } of hunks) this.#count(file, this.#shown[at] ?? none, 1)
  }

  /** The same changeset with the same decisions, foreseen ones too, of which the same is shown, and its files in another order. */
  inOrder(order: FileOrder): ReviewModel {
    const next = new ReviewModel(this.changeset, order)
    next.decided(
      this.hunks.flatMap(({ at, hunk }) =>
        this.#decidedHere.has(hunk.id) ? { hunk: hunk.id, ...(this.#told[at] ?? none) } : [],
      ),
    )
    for (const { act, verdicts } of this.#foreseen)
      next.foresee(
        act,
        [...verdicts].map(([hunk, effect]) => ({ hunk, ...effect })),
      )
    next.#only = this.#only
    next.version = this.version + 1
    return next
  }

  get total(): Tally {
    return this.#total
  }

  /** Shows and decides these hunks alone, whatever becomes of them; null: everything. */
  showOnly(hunks: ReadonlySet<string> | null): void {
    this.#only = hunks
    this.version += 1
  }

  /** Only a part of it is shown. */
  get isPart(): boolean {
    return this.#only !== null
  }

  /** Whether a hunk is in the part that is shown. */
  shows(id: string): boolean {
    return this.#only === null || this.#only.has(id)
  }

  isShown(at: number): boolean {
    return this.shows(this.hunks[at]?.hunk.id ?? '')
  }

  /** Whether a hunk is in the part that is shown, and undecided. */
  isLeft(at: number): boolean {
    return this.verdictAt(at) === null && this.isShown(at)
  }

  /** The counts of the part that is shown. */
  get shownTotal(): Tally {
    if (this.#only === null) return this.#total
    return this.#tally([...this.#only].flatMap((id) => this.#at.get(id) ?? []))
  }

  /** The counts of what is shown of a file. */
  shownTallyOf(file: number): Tally {
    if (this.#only === null) return this.tallyOf(file)
    const first = this.firstOf(file)
    const all = (this.files[file]?.hunks ?? []).map((_, index) => first + index)
    return this.#tally(all.filter((at) => this.isShown(at)))
  }

  #tally(places: readonly number[]): Tally {
    const tally = { hunks: places.length, undecided: 0, accepted: 0, rejected: 0, deferred: 0 }
    for (const at of places) tally[fieldOf(this.verdictAt(at))] += 1
    return tally
  }

  tallyOf(file: number): Tally {
    const tally = this.#tallies[file]
    if (tally === undefined) throw new Error(`no file ${file} in the changeset`)
    return tally
  }

  /** Index over all hunks of a file's first hunk. */
  firstOf(file: number): number {
    return this.#firsts[file] ?? 0
  }

  find(id: string): HunkEntry | null {
    const at = this.#at.get(id)
    return (at === undefined ? undefined : this.hunks[at]) ?? null
  }

  /** The decision as the person sees it, with what is on its way. */
  verdictAt(at: number): Verdict | null {
    return this.#shown[at]?.verdict ?? null
  }
  /** Where the decision came from that the person sees; undefined for a window, and without one. */
  clientAt(at: number): ActClient | undefined {
    return this.#shown[at]?.client
  }
  effectOf(id: string): Effect {
    const at = this.#at.get(id)
    return (at === undefined ? undefined : this.#shown[at]) ?? none
  }
  /** How many decisions and own edits of a file, or of all files, came from a command line. */
  fromCommandLine(file?: number): number {
    return file === undefined ? this.#allFromCommandLine : (this.#fromCommandLine[file] ?? 0)
  }
  verdictOf(id: string): Verdict | null {
    const at = this.#at.get(id)
    return at === undefined ? null : this.verdictAt(at)
  }

  /**
   * What the changeset says of a hunk's past, or null once it was decided since: it came back, or it supersedes one that
   * was decided.
   */
  pastOf(hunk: DecidedHunk): Pick<DecidedHunk, 'cameBack' | 'supersedes'> | null {
    return this.#decidedHere.has(hunk.id) || (!hunk.cameBack && hunk.supersedes === null) ? null : hunk
  }

  /** Whether what is shown of a hunk is only foreseen: the workbench has not told of it. */
  isForeseen(id: string): boolean {
    const at = this.#at.get(id)
    return at !== undefined && (this.#shown[at] ?? none).verdict !== (this.#told[at] ?? none).verdict
  }

  /** The counts as the workbench told them, and how many hunks are shown otherwise. */
  get told(): Tally & { readonly foreseen: number } {
    const tally = { ...this.#total, foreseen: 0 }
    const hunks = new Set(this.#foreseen.flatMap(({ verdicts }) => [...verdicts.keys()]))
    for (const id of hunks) {
      const at = this.#at.get(id)
      if (at === undefined || !this.isForeseen(id)) continue
      tally[fieldOf((this.#shown[at] ?? none).verdict)] -= 1
      tally[fieldOf((this.#told[at] ?? none).verdict)] += 1
      tally.foreseen += 1
    }
    return tally
  }

  /** The counts of one file as the workbench told them. */
  toldOf(file: number): Tally {
    const tally = { ...this.tallyOf(file) }
    if (this.#foreseen.length === 0) return tally
    const first = this.firstOf(file)
    for (const { at } of this.hunks.slice(first, first + tally.hunks)) {
      tally[fieldOf((this.#shown[at] ?? none).verdict)] -= 1
      tally[fieldOf((this.#told[at] ?? none).verdict)] += 1
    }
    return tally
  }

  /** The hunks that are decided together with this one, itself included. */
  groupOf(hunk: DecidedHunk): readonly string[] {
    return hunk.group === null ? [hunk.id] : (this.#groups.get(hunk.group) ?? [hunk.id])
  }

  /** Shows what an act will do before the workbench tells of it; `settle` ends that. */
  foresee(act: string, changes: readonly Change[]): void {
    for (const { hunk } of changes) this.#decidedHere.add(hunk)
    const verdicts = new Map(changes.map(({ hunk, ...effect }) => [hunk, effect]))
    this.#foreseen.push({ act, verdicts })
    this.#showAll(verdicts.keys())
  }

  /** Shows what the workbench told again in place of what an act was foreseen to do. */
  settle(act: string): void {
    const settled = this.#foreseen.filter((one) => one.act === act)
    this.#foreseen = this.#foreseen.filter((one) => one.act !== act)
    for (const { verdicts } of settled) this.#showAll(verdicts.keys())
  }

  /** What the workbench says was decided, by whomever. Unknown hunks belong to another revision. */
  decided(changes: readonly Change[]): void {
    for (const { hunk, verdict, client, reason } of changes) {
      const at = this.#at.get(hunk)
      if (at === undefined) continue
      this.#decidedHere.add(hunk)
      this.#told[at] = { verdict, client, reason }
    }
    this.#showAll(changes.map(({ hunk }) => hunk))
  }

  /** What was foreseen and then confirmed looks the same: nothing is drawn again for it. */
  #showAll(hunks: Iterable<string>): void {
    let changed = false
    for (const hunk of hunks) if (this.#show(hunk)) changed = true
    if (changed) this.version += 1
  }

  #show(id: string): boolean {
    const at = this.#at.get(id)
    const entry = at === undefined ? undefined : this.hunks[at]
    if (at === undefined || entry === undefined) return false
    let effect = this.#told[at] ?? none
    for (const { verdicts } of this.#foreseen) effect = verdicts.get(id) ?? effect
    const before = this.#shown[at] ?? none
    if (isSame(before, effect)) return false
    this.#count(entry.file, before, -1)
    this.#count(entry.file, effect, 1)
    this.#shown[at] = effect
    return true
  }

  #count(file: number, { verdict, client }: Effect, by: 1 | -1): void {
    const tally = this.#tallies[file]
    if (client !== undefined) {
      this.#fromCommandLine[file] = (this.#fromCommandLine[file] ?? 0) + by
      this.#allFromCommandLine += by
    }
    const field = fieldOf(verdict)
    this.#total[field] += by
    this.#total.hunks += by
    if (tally === undefined) return
    tally[field] += by
    tally.hunks += by
  }
}
