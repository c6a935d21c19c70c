import type { editor } from 'monaco-editor/editor/editor.api.js'
import { isUnified } from './marks-in-text.ts'
import { tellPlace } from './removed-rows.ts'

interface AlignmentZone {
  readonly zone: editor.IViewZone
  readonly natural: number
}

/** Lines of hidden changes on one side. */
export interface FlatLines {
  /** Hidden lines: whatever zone stands after one of them goes with it. */
  readonly inside: ReadonlySet<number>
  /** Shown lines right before a hidden change: zones after them are the change's, or fill up the line if it wraps. */
  readonly edge: ReadonlySet<number>
}

const noLines: FlatLines = { inside: new Set(), edge: new Set() }

/**
 * Whether a zone fills the shorter side of a change, not of a line that wraps on the other side alone. The latter are
 * there in the unified layout, where the old side has no room of its own and never wraps; there the former have a margin.
 */
function isOfChange(zone: editor.IViewZone): boolean {
  return !isUnified() || zone.domNode.classList.contains('line-delete') || zone.marginDomNode != null
}

/** Zones that pad the shorter side, and the deleted lines of the unified layout: Monaco names them by class only. */
function isAlignment(zone: editor.IViewZone): boolean {
  const classes = zone.domNode.classList
  return classes.contains('diagonal-fill') || classes.contains('line-delete')
}

/** Hides what is drawn of a zone, also the signs beside it: without height they would stand at the next line. */
function setFolded(zone: editor.IViewZone, folded: boolean): void {
  zone.domNode.classList.toggle('folded-zone', folded)
  zone.marginDomNode?.classList.toggle('folded-zone', folded)
}

/** Id of a zone that was not made because it would have no height. */
const noZone = 'none'

/**
 * The zones by which a diff editor pads the shorter side of a change. It has no notion of hidden changes and keeps these
 * zones to itself, so they are caught where it adds them, and flattened while their change is hidden. Zones without
 * height, one for each change of equal sizes, are not made at all: in a file of many changes they are most of the work.
 */
export class AlignmentZones {
  readonly #zones = new Map<string, AlignmentZone>()
  #flat: FlatLines = noLines

  /** Catches the zones of one side; must come before the diff editor has a model. */
  constructor(side: editor.ICodeEditor) {
    const original = side.changeViewZones.bind(side)
    side.changeViewZones = (callback) => original((accessor) => callback(this.#watch(accessor)))
  }

  /** From now on zones of these lines have no height; `layout` makes it true for those that are there. */
  flatten(lines: FlatLines): void {
    this.#flat = lines
  }

  /** Gives every zone the height that it should have now. */
  layout(accessor: editor.IViewZoneChangeAccessor): void {
    for (const [id, { zone, natural }] of this.#zones) {
      const height = this.#isFlat(zone) ? 0 : natural
      if (zone.heightInPx === height) continue
      zone.heightInPx = height
      setFolded(zone, height === 0)
      accessor.layoutZone(id)
    }
  }

  /** Forgets zones of a model that is no longer shown: Monaco removed them with it. */
  forget(): void {
    this.#zones.clear()
    this.#flat = noLines
  }

  #isFlat(zone: editor.IViewZone): boolean {
    const { inside, edge } = this.#flat
    return inside.has(zone.afterLineNumber) || (edge.has(zone.afterLineNumber) && isOfChange(zone))
  }

  #watch(accessor: editor.IViewZoneChangeAccessor): editor.IViewZoneChangeAccessor {
    return {
      addZone: (zone) => {
        if (!isAlignment(zone)) return accessor.addZone(zone)
        const natural = zone.heightInPx ?? 0
        if (natural === 0) return noZone
        const own: editor.IViewZone = { ...zone }
        tellPlace(own.domNode, own.afterLineNumber)
        if (this.#isFlat(own)) {
          own.heightInPx = 0
          setFolded(own, true)
        }
        const id = accessor.addZone(own)
        this.#zones.set(id, { zone: own, natural })
        return id
      },
      removeZone: (id) => {
        if (id === noZone) return
        this.#zones.delete(id)
        accessor.removeZone(id)
      },
      layoutZone: (id) => {
        if (id !== noZone) accessor.layoutZone(id)
      },
    }
  }
}
