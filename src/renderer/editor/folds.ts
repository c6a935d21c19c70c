import type { monaco } from './monaco.ts'
import type { LineChange } from './line-change.ts'
import { AlignmentZones } from './patches/alignment-zones.ts'
import { hideLines } from './patches/hidden-areas.ts'
import type { LineRun } from './patches/kept-lines.ts'

type Side = 'old' | 'new'

/** A run of lines that one row of ours stands for: a decided change, or unchanged lines between changes. */
export interface HiddenRun extends LineChange {
  readonly kind: 'change' | 'gap'
}

/** Heights of the rows that stand for hidden lines, in pixels. */
export const rowHeights = { change: 28, gap: 24 } as const

/** In files with more changes, decided ones stay open: hiding lines takes time that grows with the file. */
export const foldLimit = 400

function startOf(change: LineChange, side: Side): number {
  return side === 'old' ? change.oldStart : change.newStart
}
function countOf(change: LineChange, side: Side): number {
  return side === 'old' ? change.oldLines : change.newLines
}
/** The last line before the change on a side; 0 when it stands at the top. */
function lineBefore(change: LineChange, side: Side): number {
  return countOf(change, side) === 0 ? startOf(change, side) : startOf(change, side) - 1
}

/** Hides runs of lines in one of the two editors of a diff editor, and leaves room for a row of ours. */
class SideFolds {
  readonly #editor: monaco.editor.ICodeEditor
  readonly #side: Side
  readonly #alignments: AlignmentZones
  readonly #rows = new Map<string, string>()
  /** What is hidden, by the run that hides it. */
  #hidden: ReadonlyMap<string, LineRun> = new Map()

  constructor(editor: monaco.editor.ICodeEditor, side: Side) {
    this.#editor = editor
    this.#side = side
    this.#alignments = new AlignmentZones(editor)
  }

  /** Makes exactly these runs hidden. */
  set(hidden: ReadonlyMap<string, HiddenRun>): void {
    const side = this.#side
    const inside = new Set<number>()
    const edge = new Set<number>()
    const now = new Map<string, LineRun>()
    for (const [key, run] of hidden) {
      const lines = countOf(run, side)
      const before = lineBefore(run, side)
      if (run.kind === 'change') {
        edge.add(before)
        for (let line = before + 1; line <= before + lines; line += 1) inside.add(line)
      }
      if (lines > 0) now.set(key, { from: before + 1, to: before + lines })
    }
    this.#alignments.flatten({ inside, edge })
    hideLines(this.#editor, this.#hidden, now)
    this.#hidden = now
    this.#editor.changeViewZones((accessor) => {
      for (const [key, zone] of this.#rows) {
        if (hidden.has(key)) continue
        accessor.removeZone(zone)
        this.#rows.delete(key)
      }
      for (const [key, run] of hidden) {
        if (this.#rows.has(key)) continue
        const zone = accessor.addZone({
          afterLineNumber: lineBefore(run, side),
          heightInPx: rowHeights[run.kind],
          domNode: document.createElement('div'),
          ordinal: 1,
          showInHiddenAreas: true,
          suppressMouseDown: true,
        })
        this.#rows.set(key, zone)
      }
      this.#alignments.layout(accessor)
    })
  }

  /** Forgets zones of a model that is no longer shown: Monaco removed them with it. */
  forget(): void {
    this.#rows.clear()
    this.#alignments.forget()
    this.#hidden = new Map()
  }
}

/** A run is the same while it hides the same lines. */
const keyOf = (run: HiddenRun): string =>
  `${run.id} ${run.oldStart} ${run.oldLines} ${run.newStart} ${run.newLines}`

/** Hides runs of lines on both sides of a diff editor, so that they stay aligned. */
export class Folds {
  readonly #sides: readonly SideFolds[]
  #current: ReadonlyMap<string, HiddenRun> = new Map()

  constructor(diffEditor: monaco.editor.IStandaloneDiffEditor) {
    this.#sides = [
      new SideFolds(diffEditor.getOriginalEditor(), 'old'),
      new SideFolds(diffEditor.getModifiedEditor(), 'new'),
    ]
  }

  /** Makes exactly these runs hidden. Returns whether anything changed. */
  set(runs: readonly HiddenRun[]): boolean {
    const next = new Map(runs.map((run) => [keyOf(run), run]))
    if (next.size === this.#current.size && [...next.keys()].every((key) => this.#current.has(key)))
      return false
    this.#current = next
    for (const side of this.#sides) side.set(next)
    return true
  }

  /** Call when another model is shown. */
  forget(): void {
    this.#current = new Map()
    for (const side of this.#sides) side.forget()
  }
}
