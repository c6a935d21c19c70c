import type { monaco } from './monaco.ts'
import type { LineChange } from './injected-diff.ts'

type CodeEditor = monaco.editor.ICodeEditor
type ViewZone = monaco.editor.IViewZone
type ZoneAccessor = monaco.editor.IViewZoneChangeAccessor
type Side = 'old' | 'new'

/** Height of the one line that stands for a folded hunk, in pixels. */
export const foldHeight = 28

/** More folds than this cost more time than they save: such files are dimmed instead. */
export const foldLimit = 400

interface AlignmentZone {
  readonly zone: ViewZone
  readonly natural: number
}

interface FoldableEditor extends CodeEditor {
  setHiddenAreas(ranges: readonly monaco.IRange[], source?: unknown): void
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

/**
 * Folds changes in one of the two editors of a diff editor: hides their lines, leaves room for one line of ours, and
 * flattens the zones by which the diff editor pads the shorter side. It has no notion of hidden changes, so those
 * zones are caught where it adds them.
 */
class SideFolds {
  readonly #editor: FoldableEditor
  readonly #side: Side
  readonly #alignments = new Map<string, AlignmentZone>()
  readonly #stubs = new Map<string, string>()
  #folded: ReadonlyMap<string, LineChange> = new Map()

  constructor(editor: CodeEditor, side: Side) {
    this.#editor = editor as FoldableEditor
    this.#side = side
    const original = editor.changeViewZones.bind(editor)
    editor.changeViewZones = (callback) => original((accessor) => callback(this.#watch(accessor)))
  }

  /** Makes exactly these changes folded. */
  set(folded: ReadonlyMap<string, LineChange>): void {
    this.#folded = folded
    this.#editor.setHiddenAreas(
      [...folded.values()]
        .filter((change) => countOf(change, this.#side) > 0)
        .map((change) => ({
          startLineNumber: startOf(change, this.#side),
          startColumn: 1,
          endLineNumber: startOf(change, this.#side) + countOf(change, this.#side) - 1,
          endColumn: 1,
        })),
      'winnow-folds',
    )
    this.#editor.changeViewZones((accessor) => {
      for (const [id, zone] of this.#stubs) {
        if (folded.has(id)) continue
        accessor.removeZone(zone)
        this.#stubs.delete(id)
      }
      for (const [id, change] of folded) {
        if (this.#stubs.has(id)) continue
        const zone = accessor.addZone({
          afterLineNumber: lineBefore(change, this.#side),
          heightInPx: foldHeight,
          domNode: document.createElement('div'),
          ordinal: 1,
          showInHiddenAreas: true,
          suppressMouseDown: true,
        })
        this.#stubs.set(id, zone)
      }
      for (const [zoneId, alignment] of this.#alignments) {
        const height = this.#flattens(alignment.zone) ? 0 : alignment.natural
        if (alignment.zone.heightInPx === height) continue
        alignment.zone.heightInPx = height
        alignment.zone.domNode.classList.toggle('folded-zone', height === 0)
        accessor.layoutZone(zoneId)
      }
    })
  }

  /** Forgets zones of a model that is no longer shown: Monaco removed them with it. */
  forget(): void {
    this.#stubs.clear()
    this.#alignments.clear()
    this.#folded = new Map()
  }

  #watch(accessor: ZoneAccessor): ZoneAccessor {
    return {
      addZone: (zone) => {
        if (!isAlignment(zone)) return accessor.addZone(zone)
        const own: ViewZone = { ...zone }
        const natural = zone.heightInPx ?? 0
        if (this.#flattens(own)) {
          own.heightInPx = 0
          own.domNode.classList.add('folded-zone')
        }
        const id = accessor.addZone(own)
        this.#alignments.set(id, { zone: own, natural })
        return id
      },
      removeZone: (id) => {
        this.#alignments.delete(id)
        accessor.removeZone(id)
      },
      layoutZone: (id) => accessor.layoutZone(id),
    }
  }

  #flattens(zone: ViewZone): boolean {
    for (const change of this.#folded.values()) {
      const before = lineBefore(change, this.#side)
      if (zone.afterLineNumber >= before && zone.afterLineNumber <= before + countOf(change, this.#side))
        return true
    }
    return false
  }
}

/** Folds changes on both sides of a diff editor, so that they stay aligned. */
export class Folds {
  readonly #sides: readonly SideFolds[]
  #current: ReadonlyMap<string, LineChange> = new Map()

  constructor(diffEditor: monaco.editor.IStandaloneDiffEditor) {
    this.#sides = [
      new SideFolds(diffEditor.getOriginalEditor(), 'old'),
      new SideFolds(diffEditor.getModifiedEditor(), 'new'),
    ]
  }

  get current(): ReadonlyMap<string, LineChange> {
    return this.#current
  }

  /** Makes exactly these changes folded. Returns whether anything changed. */
  set(changes: readonly LineChange[]): boolean {
    const same =
      changes.length === this.#current.size && changes.every((change) => this.#current.has(change.id))
    if (same) return false
    this.#current = new Map(changes.map((change) => [change.id, change]))
    for (const side of this.#sides) side.set(this.#current)
    return true
  }

  /** Call when another model is shown. */
  forget(): void {
    this.#current = new Map()
    for (const side of this.#sides) side.forget()
  }
}
