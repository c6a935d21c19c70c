import { VisibleLinesCollection, type ViewModel } from 'monaco-editor/editor/browser/view/viewLayer.js'
import { Position } from 'monaco-editor/editor/editor.api.js'

/** Lines of a model, both ends included. */
export interface LineRun {
  readonly from: number
  readonly to: number
}

interface ViewRun {
  readonly fromLineNumber: number
  readonly toLineNumber: number
}

/** Which lines of one view come and go while its hidden lines are set. */
interface Shift {
  readonly viewModel: ViewModel
  /** From the last to the first, as lines were numbered before. */
  readonly gone: readonly ViewRun[]
  /** From the first to the last, as lines are numbered afterwards. */
  readonly come: () => readonly ViewRun[]
}

let shift: Shift | null = null

const overlaps = (one: LineRun, other: LineRun): boolean => one.from <= other.to && other.from <= one.to

function viewRun(viewModel: ViewModel, { from, to }: LineRun): ViewRun {
  const lineOf = (line: number, column: number): number =>
    viewModel.coordinatesConverter.convertModelPositionToViewPosition(new Position(line, column)).lineNumber
  return {
    fromLineNumber: lineOf(from, 1),
    toLineNumber: lineOf(to, viewModel.model.getLineMaxColumn(to)),
  }
}

const byStart = (one: ViewRun, other: ViewRun): number => one.fromLineNumber - other.fromLineNumber

/**
 * Runs `set`, which hides and shows exactly these lines, so that the elements of all other lines stay. Monaco makes
 * all lines in sight anew when any is hidden, which is most of what a decision costs. It still holds every line against
 * what it should be before it draws, so what is told here decides how much is drawn, never what.
 */
export function keepingLines(
  viewModel: ViewModel | null,
  hidden: readonly LineRun[],
  shown: readonly LineRun[],
  set: () => void,
): void {
  if (viewModel === null || hidden.some((one) => shown.some((other) => overlaps(one, other)))) return set()
  shift = {
    viewModel,
    gone: hidden.map((run) => viewRun(viewModel, run)).sort((one, other) => byStart(other, one)),
    come: () => shown.map((run) => viewRun(viewModel, run)).sort(byStart),
  }
  try {
    set()
  } finally {
    shift = null
  }
}

let patched = false

/** Has Monaco keep lines where `keepingLines` says so. */
export function keepUnchangedLines(): void {
  if (patched) return
  patched = true
  const lines = VisibleLinesCollection.prototype
  // oxlint-disable-next-line typescript/unbound-method -- called on the collection below
  const flush = lines.onFlushed
  lines.onFlushed = function onFlushed(event, flushDom) {
    // oxlint-disable-next-line no-underscore-dangle -- Monaco's own name
    if (shift === null || shift.viewModel !== this._viewContext.viewModel || flushDom === true)
      return flush.call(this, event, flushDom)
    for (const run of shift.gone) this.onLinesDeleted(run)
    for (const run of shift.come()) this.onLinesInserted(run)
    return true
  }
}
