import type { Verdict } from '#shared/domain/review/decided.ts'
import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

/** What an act sets of one hunk, and what was there. */
export interface UnkeptDecision {
  readonly hunk: string
  readonly verdict: Verdict | null
  readonly before: Verdict | null
}

/** An act of the person that the workbench has not acknowledged. */
export interface UnkeptAct {
  readonly session: string
  /** The id under which it was sent: under the same one the workbench does it once. */
  readonly act: string
  /** The revision that was on screen. */
  readonly number: number
  /** What it is, for the person: "accept 1 hunk in a.txt". */
  readonly words: string
  /** What it decides, where it can be sent again; null where it is only told of. */
  readonly decisions: readonly UnkeptDecision[] | null
  /** It takes back the act before it. */
  readonly undoes: boolean
  readonly label?: string
  readonly reason?: string
}

const storageName = 'winnow.unkeptActs'
/** Acts that are kept; of more only the latest. */
const mostActs = 500
/** Of an act about more hunks only the words are kept: storage has little room. */
export const mostDecisions = 5_000
/** Milliseconds until an act is written: most are acknowledged before, and no key waits for it. */
const pause = 300

/**
 * The acts that the workbench has not acknowledged, kept in the browser's storage so that they outlive the page. All windows
 * share it; each writes what it has into what the others wrote.
 */
export class UnkeptActs {
  readonly #storage: PageStorage
  readonly #own = new Map<string, UnkeptAct>()
  readonly #written = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(storage: PageStorage) {
    this.#storage = storage
  }

  /** Keeps an act from now on; it is written a moment later. */
  add(act: UnkeptAct): void {
    this.#own.set(act.act, act)
    this.#timer ??= setTimeout(() => this.flush(), pause)
  }

  /** The workbench acknowledged or refused it, or the person was told of it. */
  drop(acts: readonly string[]): void {
    const stored = acts.filter((act) => this.#written.has(act) || !this.#own.has(act))
    for (const act of acts) {
      this.#own.delete(act)
      this.#written.delete(act)
    }
    if (stored.length > 0) this.#write(this.#read().filter(({ act }) => !stored.includes(act)))
  }

  /** Writes now what is not written yet. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const fresh = [...this.#own.values()].filter(({ act }) => !this.#written.has(act))
    if (fresh.length === 0) return
    for (const { act } of fresh) this.#written.add(act)
    this.#write([...this.#read(), ...fresh])
  }

  /** What is kept, of all windows, in the order in which it was asked for. */
  all(): readonly UnkeptAct[] {
    this.flush()
    return this.#read()
  }

  #write(acts: readonly UnkeptAct[]): void {
    writeStored(this.#storage, storageName, JSON.stringify(acts.slice(-mostActs)))
  }

  #read(): readonly UnkeptAct[] {
    const stored = readStoredJson(this.#storage, storageName)
    return Array.isArray(stored) ? stored.filter(isUnkeptAct) : []
  }
}

function isUnkeptAct(value: unknown): value is UnkeptAct {
  if (typeof value !== 'object' || value === null) return false
  const decisions: unknown = Reflect.get(value, 'decisions')
  return (
    ['session', 'act', 'words'].every((field) => typeof Reflect.get(value, field) === 'string') &&
    typeof Reflect.get(value, 'number') === 'number' &&
    (decisions === null || (Array.isArray(decisions) && decisions.every(isDecision)))
  )
}

function isDecision(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'hunk') === 'string'
}

/** What becomes of an act that an earlier page left. */
export type Fate = 'send' | 'done' | 'handBack'

/**
 * Which of a session's acts, in their order, may be sent again. Only decisions are, each as long as what it was about is
 * there and nobody decided otherwise since; what was taken
 * back again is not. What can't be done as it was meant goes back to the person. `decided` gives the verdict that a hunk has now, or undefined where its content is gone.
 */
export function fatesOf(
  acts: readonly UnkeptAct[],
  decided: (act: UnkeptAct, hunk: string) => Verdict | null | undefined,
): readonly Fate[] {
  const fates: Fate[] = []
  const takenBack = pairsOf(acts)
  const expected = new Map<string, Verdict | null>()
  for (const [index, act] of acts.entries()) {
    const { decisions } = act
    const pair = takenBack.get(index)
    if (decisions === null || act.undoes) {
      // Where what it takes back never came to be, all is as it was meant.
      fates.push(act.undoes && pair !== undefined && fates[pair] === 'done' ? 'done' : 'handBack')
      continue
    }
    const now = decisions.map(({ hunk }) => (expected.has(hunk) ? expected.get(hunk) : decided(act, hunk)))
    const isAsBefore = decisions.every(({ before }, at) => now[at] === before)
    const isSame = decisions.every(({ verdict }, at) => now[at] === verdict)
    const isFree = decisions.every(
      ({ verdict, before }, at) => now[at] !== undefined && (now[at] === before || now[at] === verdict),
    )
    if (pair !== undefined) fates.push(isAsBefore ? 'done' : 'handBack')
    else {
      const fate = isSame ? 'done' : isFree ? 'send' : 'handBack'
      fates.push(fate)
      if (fate !== 'handBack') for (const { hunk, verdict } of decisions) expected.set(hunk, verdict)
    }
  }
  return fates
}

/** By the index of an act the one that takes it back, and the other way round. */
function pairsOf(acts: readonly UnkeptAct[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (const [index, { undoes }] of acts.entries()) {
    const last = undoes ? open.pop() : undefined
    if (!undoes) open.push(index)
    if (last === undefined) continue
    pairs.set(index, last)
    pairs.set(last, index)
  }
  return pairs
}
