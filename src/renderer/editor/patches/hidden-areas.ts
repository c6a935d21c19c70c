import type { ViewModel } from 'monaco-editor/editor/browser/view/viewLayer.js'
import type { IRange, editor } from 'monaco-editor/editor/editor.api.js'
import { keepingLines, type LineRun } from './kept-lines.ts'

/** What every editor can do and its public type does not say. Monaco's own folding is made of it. */
interface FoldableEditor extends editor.ICodeEditor {
  /** Ranges of other sources stay hidden as they are. */
  setHiddenAreas(ranges: readonly IRange[], source?: unknown): void
  _getViewModel(): ViewModel | null
}

const rangeOf = ({ from, to }: LineRun): IRange => ({
  startLineNumber: from,
  startColumn: 1,
  endLineNumber: to,
  endColumn: 1,
})

/** Runs of `of` that `other` does not have. */
const without = (of: ReadonlyMap<string, LineRun>, other: ReadonlyMap<string, LineRun>): LineRun[] =>
  [...of].filter(([key]) => !other.has(key)).map(([, run]) => run)

/**
 * Hides these lines of a model and none that were hidden this way before. There is no way to that in Monaco's public
 * interface but its folding, which shows marks and keys of its own. `before` are the lines hidden now; a key stands for
 * the same lines in both.
 */
export function hideLines(
  side: editor.ICodeEditor,
  before: ReadonlyMap<string, LineRun>,
  now: ReadonlyMap<string, LineRun>,
): void {
  const foldable = side as FoldableEditor
  // oxlint-disable-next-line no-underscore-dangle -- Monaco's own name
  keepingLines(foldable._getViewModel(), without(now, before), without(before, now), () =>
    foldable.setHiddenAreas(
      [...now.values()].map((run) => rangeOf(run)),
      'winnow-folds',
    ),
  )
}
