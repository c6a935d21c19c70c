import type { Change } from './review-model.ts'

/** One step of the person: what it set, and what was there before. */
export interface Step {
  readonly changes: readonly Change[]
  readonly before: readonly Change[]
}

interface Expected {
  readonly id: number
  readonly hunks: ReadonlySet<string>
  /** It was foreseen by an undo or redo. */
  readonly stepped: boolean
}

/**
 * The person's own steps, newest last, so that an undo shows at once what it will do. The workbench alone knows what
 * is really undone: each step is held against what it tells, and after anything unexpected nothing is foreseen.
 */
export class StepHistory {
  #undo: Step[] = []
  #redo: Step[] = []
  #expected: Expected[] = []

  /** A decision was sent; null: one whose undo can't be foreseen. */
  decided(id: number, changes: readonly Change[], step: Step | null): void {
    this.#redo = []
    if (step === null) this.#undo = []
    else this.#undo.push(step)
    this.#expect(id, changes, false)
  }

  /** What the next undo or redo will set, or null when only the workbench knows. It counts as made. */
  take(id: number, which: 'undo' | 'redo'): readonly Change[] | null {
    const step = (which === 'undo' ? this.#undo : this.#redo).pop()
    if (step === undefined) {
      this.#undo = []
      this.#redo = []
      return null
    }
    ;(which === 'undo' ? this.#redo : this.#undo).push(step)
    const changes = which === 'undo' ? step.before : step.changes
    this.#expect(id, changes, true)
    return changes
  }

  /** The workbench told of these hunks. Gives the foreseen steps that this settles. */
  told(hunks: readonly string[]): readonly number[] {
    const [head] = this.#expected
    if (head === undefined || head.hunks.size !== hunks.length || !hunks.every((id) => head.hunks.has(id)))
      return this.forget()
    this.#expected.shift()
    return head.stepped ? [head.id] : []
  }

  /** Nothing is foreseen any more. Gives the foreseen steps that were not settled. */
  forget(): readonly number[] {
    const open = this.#expected.filter((one) => one.stepped).map((one) => one.id)
    this.#undo = []
    this.#redo = []
    this.#expected = []
    return open
  }

  #expect(id: number, changes: readonly Change[], stepped: boolean): void {
    this.#expected.push({ id, hunks: new Set(changes.map((change) => change.hunk)), stepped })
  }
}
