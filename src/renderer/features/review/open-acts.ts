import type { Change } from './review-model.ts'

interface OpenAct {
  readonly act: string
  /** What it will most likely do, which is on screen already. */
  readonly changes: readonly Change[]
  /** The person goes to what it did: it can't be known before. */
  readonly follows: boolean
  /** The number of the event that tells of it, once it is answered. */
  seq: number | null
}

/** Twelve characters at random. */
function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

/**
 * The acts of this page that the changeset's stream has not told of. Law: an act is open, and what it was foreseen to do
 * is shown, until an event names it or the stream is at the number that its answer gave; or until it was refused. So answers
 * and events may come in any order, and either may be lost.
 */
export class OpenActs {
  #open: OpenAct[] = []
  /** What the ids of all its acts begin with. */
  readonly #name = newName()
  #count = 0
  #seq = -Infinity

  /** The number of the newest event. */
  get seq(): number {
    return this.#seq
  }

  /** In the order in which they were asked for. */
  get all(): readonly Pick<OpenAct, 'act' | 'changes'>[] {
    return this.#open
  }

  begin(changes: readonly Change[], follows: boolean): string {
    this.#count += 1
    const act = `${this.#name}-${this.#count}`
    this.#open.push({ act, changes, follows, seq: null })
    return act
  }

  /** The workbench did it, and tells of it in the event `seq`. Gives the acts that are open no more. */
  answered(act: string, seq: number): readonly string[] {
    const open = this.#open.find((one) => one.act === act)
    if (open) open.seq = seq
    return this.#settle()
  }

  /** The workbench did not do it. */
  refused(act: string): void {
    this.#open = this.#open.filter((one) => one.act !== act)
  }

  /** An event came. Gives the acts that are open no more, and whether the person goes to what this event changed. */
  told(event: { readonly seq: number; readonly act?: string | null }): {
    readonly settled: readonly string[]
    readonly follow: boolean
    /** It is the outcome of an act of this page. */
    readonly own: boolean
  } {
    this.#seq = event.seq
    const named = this.#open.find((one) => one.act === event.act)
    if (named) named.seq = event.seq
    const own = event.act?.startsWith(`${this.#name}-`) ?? false
    return { settled: this.#settle(), follow: named?.follows ?? false, own }
  }

  #settle(): readonly string[] {
    const settled = this.#open.filter(({ seq }) => seq !== null && seq <= this.#seq)
    if (settled.length > 0) this.#open = this.#open.filter((one) => !settled.includes(one))
    return settled.map(({ act }) => act)
  }
}
