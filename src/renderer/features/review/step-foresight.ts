import type { Change } from './review-model.ts'

/** A step of the person: what it set, and what was there before. */
export interface Step {
  readonly changes: readonly Change[]
  readonly before: readonly Change[]
}

/**
 * What the next undo or redo will most likely do, so that it can be shown at once. It is known as long as nobody else does
 * anything and every step of the person is of verdicts alone. Nothing rests on it: what the workbench tells takes its place.
 */
export class StepForesight {
  #undo: Step[] = []
  #redo: Step[] = []

  /** The person decided; null: something whose undoing can't be foreseen. */
  decided(step: Step | null): void {
    this.#redo = []
    if (step === null) this.#undo = []
    else this.#undo.push(step)
  }

  /** What the next undo or redo will set, or null where only the workbench knows. It counts as made. */
  take(which: 'undo' | 'redo'): readonly Change[] | null {
    const [from, to] = which === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo]
    const step = from.pop()
    if (step === undefined) {
      this.forget()
      return null
    }
    to.push(step)
    return which === 'undo' ? step.before : step.changes
  }

  /** Somebody else did something, or something was refused. */
  forget(): void {
    this.#undo = []
    this.#redo = []
  }
}
