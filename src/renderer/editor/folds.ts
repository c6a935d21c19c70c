import type { monaco } from './monaco.ts'
import type { ViewModel } from 'monaco-editor/editor/browser/view/viewLayer.js'
import { keepingLines, type LineRun } from './kept-lines.ts'
import type { LineChange } from './line-change.ts'

type CodeEditor = monaco.editor.ICodeEditor
type ViewZone = monaco.editor.IViewZone
type ZoneAccessor = monaco.editor.IViewZoneChangeAccessor
type Side = 'old' | 'new'

/** A run of lines that one row of ours stands for: a decided change, or unchanged lines between changes. */
export interface HiddenRun extends LineChange {
  readonly kind: 'change' | 'gap'
}

/** Heights of the rows that stand for hidden lines, in pixels. */
export const rowHeights = { change: 28, gap: 24 } as const

/** In files with more changes, decided ones stay open: hiding lines takes time that grows with the file. */
export const foldLimit = 400

interface AlignmentZone {
  readonly zone: ViewZone
  readonly natural: number
}

interface FoldableEditor extends CodeEditor {
  setHiddenAreas(ranges: readonly monaco.IRange[], source?: unknown): void
  _getViewModel(): ViewModel | null
}

/** Zones that pad the shorter side, and the deleted lines of the unified layout. */
function isAlignment(zone: ViewZone): boolean {
  const classes = zone.domNode.classList
  return classes.contains('diagonal-fill') || classes.contains('line-delete')
}

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

/** Id of a zone that was not made because it would have no height. */
const noZone = 'none'

/**
 * Hides runs of lines in one of the two editors of a diff editor, leaves room for a row of ours, and flattens the
 * zones by which the diff editor pads the shorter side of a hidden change. It has no notion of hidden changes, so those
 * zones are caught where it adds them; zones without height, one for each change of equal sizes, are not made at all.
 */
class SideFolds {
  readonly #editor: FoldableEditor
  readonly #side: Side
  readonly #alignments = new Map<string, AlignmentZone>()
  readonly #rows = new Map<string, string>()
  /** What is hidden, by the run that hides it. */
  #hidden: ReadonlyMap<string, LineRun> = new Map()
  /** Lines after which a zone belongs to a hidden change. */
  #flat: ReadonlySet<number> = new Set()

  constructor(editor: CodeEditor, side: Side) {
    this.#editor = editor as FoldableEditor
    this.#side = side
    const original = editor.changeViewZones.bind(editor)
    editor.changeViewZones = (callback) => original((accessor) => callback(this.#watch(accessor)))
  }

  /** Makes exactly these runs hidden. */
  set(hidden: ReadonlyMap<string, HiddenRun>): void {
    const side = this.#side
    const flat = new Set<number>()
    const ranges: monaco.IRange[] = []
    const now = new Map<string, LineRun>()
    for (const [key, run] of hidden) {
      const lines = countOf(run, side)
      const before = lineBefore(run, side)
      if (run.kind === 'change') for (let line = before; line <= before + lines; line += 1) flat.add(line)
      if (lines === 0) continue
      now.set(key, { from: before + 1, to: before + lines })
      ranges.push({
        startLineNumber: before + 1,
        startColumn: 1,
        endLineNumber: before + lines,
        endColumn: 1,
      })
    }
    this.#flat = flat
    const without = (of: ReadonlyMap<string, LineRun>, other: ReadonlyMap<string, LineRun>): LineRun[] =>
      [...of].filter(([key]) => !other.has(key)).map(([, run]) => run)
    // oxlint-disable-next-line no-underscore-dangle -- Monaco's own name
    const viewModel = this.#editor._getViewModel()
    keepingLines(viewModel, without(now, this.#hidden), without(this.#hidden, now), () =>
      this.#editor.setHiddenAreas(ranges, 'winnow-folds'),
    )
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
      for (const [zoneId, { zone, natural }] of this.#alignments) {
        const height = flat.has(zone.afterLineNumber) ? 0 : natural
        if (zone.heightInPx === height) continue
        zone.heightInPx = height
        zone.domNode.classList.toggle('folded-zone', height === 0)
        accessor.layoutZone(zoneId)
      }
    })
  }

  /** Forgets zones of a model that is no longer shown: Monaco removed them with it. */
  forget(): void {
    this.#rows.clear()
    this.#alignments.clear()
    this.#hidden = new Map()
    this.#flat = new Set()
  }

  #watch(accessor: ZoneAccessor): ZoneAccessor {
    return {
      addZone: (zone) => {
        if (!isAlignment(zone)) return accessor.addZone(zone)
        const natural = zone.heightInPx ?? 0
        if (natural === 0) return noZone
        const own: ViewZone = { ...zone }
        if (this.#flat.has(own.afterLineNumber)) {
          own.heightInPx = 0
          own.domNode.classList.add('folded-zone')
        }
        const id = accessor.addZone(own)
        this.#alignments.set(id, { zone: own, natural })
        return id
      },
      removeZone: (id) => {
        if (id === noZone) return
        this.#alignments.delete(id)
        accessor.removeZone(id)
      },
      layoutZone: (id) => {
        if (id !== noZone) accessor.layoutZone(id)
      },
    }
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
