import { describe, expect, test } from 'vitest'
import { blocksOf, type FileOutline } from './file-blocks.ts'
import { heights, layOutFile, mostRows, SurfaceLayout, type Section } from './surface-layout.ts'
import { isInView, isWholly, topOfNextPage, topToShow } from './surface-place.ts'

const change = (id: string, oldStart: number, oldLines: number, newStart: number, newLines: number) => ({
  id,
  oldStart,
  oldLines,
  newStart,
  newLines,
})
const outline = (changes: FileOutline['changes'], newCount: number | null = 100): FileOutline => ({
  units: [],
  changes,
  newCount,
  note: null,
})
const none = new Set<string>()
const look = { layout: 'unified', rowHeight: 20 } as const
const lay = (
  file: number,
  of: FileOutline,
  folded: ReadonlySet<string> | null = none,
  measured: ReadonlyMap<string, number> = new Map(),
): Section => layOutFile(file, `f${file}`, of, folded, look, (key) => measured.get(key))

describe('the parts of a file', () => {
  const two = [change('a', 10, 1, 10, 2), change('b', 40, 2, 40, 0)]

  test('three unchanged lines are around each change, and what is between is one row', () => {
    expect(blocksOf(outline(two), none)).toEqual([
      { kind: 'context', oldStart: 7, newStart: 7, lines: 3 },
      { kind: 'change', change: two[0] },
      { kind: 'context', oldStart: 11, newStart: 12, lines: 3 },
      { kind: 'gap', lines: 23, newStart: 15 },
      { kind: 'context', oldStart: 37, newStart: 38, lines: 3 },
      // b stands behind line 40 of the new side.
      { kind: 'change', change: two[1] },
      { kind: 'context', oldStart: 42, newStart: 41, lines: 3 },
    ])
  })

  test('changes near each other share what is between them, and one line is never left out', () => {
    const near = [change('a', 10, 1, 10, 1), change('b', 18, 1, 18, 1)]
    expect(blocksOf(outline(near), none).filter(({ kind }) => kind !== 'change')).toEqual([
      { kind: 'context', oldStart: 7, newStart: 7, lines: 3 },
      { kind: 'context', oldStart: 11, newStart: 11, lines: 7 },
      { kind: 'context', oldStart: 19, newStart: 19, lines: 3 },
    ])
  })

  test('a folded change is one row without lines around it', () => {
    expect(blocksOf(outline(two), new Set(['a', 'b']))).toEqual([
      { kind: 'stub', change: two[0] },
      { kind: 'stub', change: two[1] },
    ])
  })

  test('a file ends where its text does; before that is here it is taken for longer', () => {
    const last = [change('a', 9, 1, 9, 1)]
    expect(blocksOf(outline(last, 10), none).at(-1)).toMatchObject({ kind: 'context', lines: 1 })
    expect(blocksOf(outline(last, 9), none).at(-1)).toMatchObject({ kind: 'change' })
    expect(blocksOf(outline(last, null), none).at(-1)).toMatchObject({ kind: 'context', lines: 3 })
  })
})

describe('heights', () => {
  test('a row for each line in one column, and for the longer side in two', () => {
    const of = outline([change('a', 10, 4, 10, 6)])
    expect(lay(0, of).stretches.get('a')).toEqual({ top: 28 + 60, bottom: 28 + 60 + 200 })
    const split = layOutFile(0, 'f', of, none, { layout: 'split', rowHeight: 20 }, () => undefined)
    expect(split.stretches.get('a')).toEqual({ top: 88, bottom: 88 + 120 })
  })

  test('a long change is placed in parts, and its stretch is all of them', () => {
    const section = lay(0, outline([change('a', 0, 0, 1, 1000)], 1000))
    expect(section.items).toHaveLength(1000 / mostRows)
    expect(section.stretches.get('a')).toEqual({ top: 28, bottom: 28 + 20_000 })
  })

  test('what was drawn counts as it was drawn', () => {
    const of = outline([change('a', 10, 0, 11, 2)])
    const [, drawn] = lay(0, of).items
    const section = lay(0, of, none, new Map([[drawn?.key ?? '', 90]]))
    expect(section.stretches.get('a')).toEqual({ top: 88, bottom: 178 })
    expect(section.height).toBe(lay(0, of).height + 50)
  })

  test('of a file that is read its header alone is left', () => {
    const section = lay(0, outline([change('a', 1, 1, 1, 1)]), null)
    expect(section.height).toBe(heights.header + heights.between)
    expect(section.stretches.size).toBe(0)
  })
})

describe('anchors', () => {
  const file = (at: number): Section => lay(at, outline([change(`h${at}`, 10, 0, 11, 2)]))
  const files = [0, 1, 2, 3].map(file)
  const layout = new SurfaceLayout(files)

  test('what is in view stays there when something above gets lower or higher', () => {
    const was = 300
    const anchor = layout.anchorAt(was)
    if (anchor === null) throw new Error('nothing is in view')
    for (const folded of [null, new Set(['h0'])]) {
      const now = new SurfaceLayout([
        lay(0, outline([change('h0', 10, 0, 11, 2)]), folded),
        ...files.slice(1),
      ])
      const lost = layout.height - now.height
      expect(lost).toBeGreaterThan(0)
      expect(now.topFor(anchor)).toBe(was - lost)
    }
  })

  test('a part that is not there any more leaves its file where it was', () => {
    const anchor = layout.anchorAt(300)
    if (anchor === null) throw new Error('nothing is in view')
    const at = files.findIndex(({ path }) => path === anchor.path)
    const now = new SurfaceLayout(files.with(at, lay(at, outline([]), null)))
    expect(now.topFor(anchor)).toBe(300)
  })

  test('of a part higher than the screen what is in view stays, whatever is measured before it', () => {
    const long = outline([change('long', 0, 0, 1, 400)], 400)
    const before = new SurfaceLayout([lay(0, long)])
    const anchor = before.anchorAt(3000)
    if (anchor === null) throw new Error('nothing is in view')
    const [first] = before.sections[0]?.items ?? []
    const after = new SurfaceLayout([lay(0, long, none, new Map([[first?.key ?? '', 5000]]))])
    expect(after.topFor(anchor)).toBe(3000 + 5000 - mostRows * 20)
  })

  test('what is below never moves what is in view', () => {
    const anchor = layout.anchorAt(10)
    const now = new SurfaceLayout([...files.slice(0, 3), lay(3, outline([]), null)])
    expect(anchor && now.topFor(anchor)).toBe(10)
  })

  test('sections within a window are those that reach into it, and no others', () => {
    const height = files[0]?.height ?? 0
    const within = (from: number, to: number) =>
      [...layout.within(from, to)].map(({ section }) => section.file)
    expect(within(0, height)).toEqual([0])
    expect(within(height - 1, height + 1)).toEqual([0, 1])
    expect(within(height * 3, height * 9)).toEqual([3])
  })
})

describe('where the surface is scrolled to', () => {
  const window = { top: 1000, height: 600 }

  test('a hunk that is wholly on screen moves nothing, up to the edges', () => {
    expect(topToShow({ top: 1028, bottom: 1600 }, 1000, window)).toBeNull()
    expect(topToShow({ top: 1100, bottom: 1200 }, 1040, window)).toBeNull()
  })

  test('one that goes over an edge comes near the upper one, with the lines before it under the header', () => {
    expect(topToShow({ top: 1580, bottom: 1620 }, 1520, window)).toBe(1492)
    expect(topToShow({ top: 1020, bottom: 1060 }, 960, window)).toBe(932)
    expect(topToShow({ top: 10, bottom: 40 }, 10, window)).toBe(0)
  })

  test('the header that stays at the edge hides what is below it', () => {
    expect(isWholly({ top: 1010, bottom: 1100 }, window)).toBe(false)
    expect(isInView({ top: 1000, bottom: 1028 }, window)).toBe(false)
    expect(isInView({ top: 1000, bottom: 1030 }, window)).toBe(true)
  })

  test('a hunk higher than the screen is paged through to its end, and no line is left out', () => {
    const long = { top: 1028, bottom: 4028 }
    let top = window.top
    let read = window.top + window.height
    for (let page = 0; page < 20; page += 1) {
      const next = topOfNextPage(long, { top, height: 600 })
      if (next === null) break
      expect(next).toBeGreaterThan(top)
      expect(next + heights.header).toBeLessThanOrEqual(read)
      top = next
      read = top + 600
    }
    expect(read).toBeGreaterThanOrEqual(long.bottom)
  })
})
