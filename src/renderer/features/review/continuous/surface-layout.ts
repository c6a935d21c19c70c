import { blocksOf, type FileBlock, type FileOutline } from './file-blocks.ts'

/** A stretch of the surface from top to bottom, in CSS pixels. */
export interface Stretch {
  readonly top: number
  readonly bottom: number
}

/** What is placed by itself on the surface: at most so many rows of a block, so that a long one is drawn in parts. */
export const mostRows = 40

/** Heights of what is no code, in CSS pixels. */
export const heights = { header: 28, unit: 28, stub: 28, gap: 20, note: 36, between: 8 } as const

/** A part of a file that is placed and drawn as one. */
export interface Item {
  /** The same for the same part of the same file. */
  readonly key: string
  readonly part:
    | { readonly kind: 'unit'; readonly hunk: string }
    | { readonly kind: 'note'; readonly words: string }
    | { readonly kind: 'rows'; readonly block: FileBlock; readonly from: number; readonly to: number }
  /** From the upper edge of its file. */
  readonly top: number
  readonly height: number
}

/** A file on the surface, from its header to its last line. */
export interface Section {
  readonly file: number
  readonly path: string
  readonly items: readonly Item[]
  /** Of whole-file units and changes, by id, from the upper edge of the file. */
  readonly stretches: ReadonlyMap<string, Stretch>
  readonly height: number
}

/** How code is laid out. */
export interface RowLook {
  readonly layout: 'split' | 'unified'
  readonly rowHeight: number
}

/** How many rows a block has, each as high as one where none is wrapped. */
export function rowsOf(block: FileBlock, layout: RowLook['layout']): number {
  switch (block.kind) {
    case 'context':
      return block.lines
    case 'change': {
      const { oldLines, newLines } = block.change
      return layout === 'split' ? Math.max(oldLines, newLines) : oldLines + newLines
    }
    case 'gap':
    case 'stub':
      return 1
  }
}

function keyOf(block: FileBlock): string {
  switch (block.kind) {
    case 'context':
    case 'gap':
      return `${block.kind} ${block.newStart} ${block.lines}`
    case 'change':
    case 'stub':
      return `${block.kind} ${block.change.id}`
  }
}

/**
 * Lays a file out. `folded` are changes of which a row of words is shown; null leaves its header alone. `measured` gives the
 * height that an item was drawn with, by its key; what was never drawn has a row for each line.
 */
export function layOutFile(
  file: number,
  path: string,
  outline: FileOutline,
  folded: ReadonlySet<string> | null,
  { layout, rowHeight }: RowLook,
  measured: (key: string) => number | undefined,
): Section {
  const items: Item[] = []
  const stretches = new Map<string, Stretch>()
  let top: number = heights.header
  const place = (key: string, part: Item['part'], height: number): void => {
    const known = measured(`${path}\n${key}`) ?? height
    items.push({ key: `${path}\n${key}`, part, top, height: known })
    top += known
  }
  const stretch = (id: string, from: number): void => void stretches.set(id, { top: from, bottom: top })
  if (folded !== null) {
    for (const hunk of outline.units) {
      const from = top
      place(`unit ${hunk}`, { kind: 'unit', hunk }, heights.unit)
      stretch(hunk, from)
    }
    if (outline.note !== null) {
      const from = top
      place('note', { kind: 'note', words: outline.note }, heights.note)
      for (const { id } of outline.changes) stretch(id, from)
    } else
      for (const block of blocksOf(outline, folded)) {
        const from = top
        const rows = rowsOf(block, layout)
        for (let at = 0; at < rows; at += mostRows) {
          const to = Math.min(rows, at + mostRows)
          const height = block.kind === 'stub' || block.kind === 'gap' ? heights[block.kind] : null
          place(
            `${keyOf(block)} ${at}`,
            { kind: 'rows', block, from: at, to },
            height ?? (to - at) * rowHeight,
          )
        }
        if (block.kind === 'change' || block.kind === 'stub') stretch(block.change.id, from)
      }
  }
  return { file, path, items, stretches, height: top + heights.between }
}

/** A place on the surface that stays where it is on screen while other things change. */
export interface Anchor {
  readonly path: string
  /** A change or whole-file unit by its id, else an item by its key, else the header of the file. */
  readonly id: string | null
  /** How far it is below the upper edge of what is shown, in CSS pixels; less than nothing above it. */
  readonly below: number
  /** The same of the file, for when there is no such part of it any more. */
  readonly fileBelow: number
}

/** All files on one surface, in reading order. */
export class SurfaceLayout {
  readonly sections: readonly Section[]
  readonly height: number
  readonly #tops: readonly number[]
  readonly #byFile = new Map<number, number>()
  readonly #byPath = new Map<string, number>()

  constructor(sections: readonly Section[]) {
    this.sections = sections
    const tops: number[] = []
    let top = 0
    for (const [index, { file, path, height }] of sections.entries()) {
      tops.push(top)
      this.#byFile.set(file, index)
      this.#byPath.set(path, index)
      top += height
    }
    this.#tops = tops
    this.height = top
  }

  /** Where a file stands, and its section; null where it is not shown. */
  sectionOf(file: number): { readonly top: number; readonly section: Section } | null {
    return this.#sectionAt(this.#byFile.get(file))
  }

  /** Where a change or whole-file unit of a file stands; null where that has no row of its own. */
  stretchOf(file: number, id: string): Stretch | null {
    const found = this.sectionOf(file)
    const own = found?.section.stretches.get(id)
    if (found === null || own === undefined) return null
    return { top: found.top + own.top, bottom: found.top + own.bottom }
  }

  /** The sections of which something lies between two heights, with where each begins. */
  *within(from: number, to: number): Generator<{ readonly top: number; readonly section: Section }> {
    for (let index = this.#indexAt(from); index < this.sections.length; index += 1) {
      const found = this.#sectionAt(index)
      if (found === null || found.top >= to) return
      yield found
    }
  }

  /** What is first in view from a height on, below the header that stays there. */
  anchorAt(top: number): Anchor | null {
    const [first] = this.within(top, Infinity)
    if (first === undefined) return null
    const { path, items } = first.section
    const fileBelow = first.top - top
    const item = items.find((one) => first.top + one.top + one.height > top + heights.header)
    return item === undefined
      ? { path, id: null, below: fileBelow, fileBelow }
      : { path, id: item.key, below: fileBelow + item.top, fileBelow }
  }

  /** Where a surface is scrolled to that shows an anchor where it was; null where the file is not shown any more. */
  topFor({ path, id, below, fileBelow }: Anchor): number | null {
    const found = this.#sectionAt(this.#byPath.get(path))
    if (found === null) return null
    const { stretches, items } = found.section
    const own = id === null ? null : (stretches.get(id)?.top ?? items.find(({ key }) => key === id)?.top)
    return Math.max(0, own == null ? found.top - fileBelow : found.top + own - below)
  }

  #sectionAt(index: number | undefined): { readonly top: number; readonly section: Section } | null {
    const section = index === undefined ? undefined : this.sections[index]
    return section === undefined || index === undefined ? null : { top: this.#tops[index] ?? 0, section }
  }

  /** The section that a height is in; the last one below all. */
  #indexAt(height: number): number {
    let low = 0
    let high = this.sections.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#tops[middle] ?? 0) <= height) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }
}
