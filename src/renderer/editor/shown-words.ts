import { foldLimit } from './folds.ts'
import type { ModelPair } from './model-pool.ts'
import type { monaco } from './monaco.ts'
import { injectedDiffs } from './patches/injected-diff.ts'
import { markOf } from './patches/marks-in-text.ts'

/** Changes before the one in focus whose words are looked for too. */
const before = 4

/**
 * Marks the changed words near the change in focus. What was found before a file is shown is part of its diff; what is
 * found later are decorations of its models.
 */
export class ShownWords {
  #pair: ModelPair | null = null
  /** Changes whose words are marked, or have none. */
  #looked = new Set<number>()

  /** Looks for the words around a change before its file is shown, for a few milliseconds. */
  prepare(pair: ModelPair, change: number): void {
    const index = runOf(pair, change)
    injectedDiffs.fillWords(pair.modified, index - before, index + 40, 6)
    if (pair.runs.length <= foldLimit) injectedDiffs.fillWords(pair.modified, 0, pair.runs.length, 10)
  }

  /** The pair is shown with the words that were found so far. */
  begin(pair: ModelPair | null): void {
    this.#pair = pair
    this.#looked = new Set(
      [...(pair?.runs.keys() ?? [])].filter(
        (index) => pair !== null && injectedDiffs.hasLooked(pair.modified, index),
      ),
    )
  }

  /** Marks words around a change where they were not looked for before. */
  markAround(change: number): void {
    const pair = this.#pair
    if (pair === null) return
    const index = runOf(pair, change)
    injectedDiffs.fillWords(pair.modified, index - before, index + 30, 4)
    const old: monaco.editor.IModelDeltaDecoration[] = []
    const now: monaco.editor.IModelDeltaDecoration[] = []
    for (let at = Math.max(0, index - before); at < index + 30 && at < pair.runs.length; at += 1) {
      if (this.#looked.has(at) || !injectedDiffs.hasLooked(pair.modified, at)) continue
      this.#looked.add(at)
      for (const { originalRange, modifiedRange } of injectedDiffs.marks(pair.modified, at) ?? []) {
        old.push(markOf('old', originalRange))
        now.push(markOf('new', modifiedRange))
      }
    }
    if (old.length === 0) return
    pair.original.deltaDecorations([], old)
    pair.modified.deltaDecorations([], now)
  }
}

/** The first of the drawn changes that one of the changes stands for. */
function runOf({ lines, runs }: ModelPair, change: number): number {
  const one = lines[change]
  if (runs === lines || one === undefined) return change
  return Math.max(
    0,
    runs.findIndex(({ newStart, oldStart }) => newStart >= one.newStart && oldStart >= one.oldStart),
  )
}
