/** A row that shows a line or, where lines wrap, the characters `from`…`to` (exclusive) of it. */
export interface DrawnRow {
  /** Which of all rows it is. */
  readonly index: number
  readonly from: number
  readonly to: number
  /** Where in the row's text each of these characters begins, and at last where it ends. */
  readonly places: readonly number[]
}

/**
 * The rows in which Monaco draws lines, by how many characters each row has: all are drawn as one, but a tab as the spaces
 * that it stands for. `isWide` tells letters of two columns. Null where the rows are not of these lines.
 */
export function drawnRows(
  lines: readonly string[],
  lengths: readonly number[],
  tabSize: number,
  isWide: (code: number) => boolean,
): readonly (readonly DrawnRow[])[] | null {
  let index = 0
  const all: DrawnRow[][] = []
  for (const line of lines) {
    const rows: DrawnRow[] = []
    let at = 0
    do {
      const row = rowOf(line, at, index, lengths[index], tabSize, isWide)
      if (row === null) return null
      rows.push(row)
      at = row.to
      index += 1
    } while (at < line.length)
    all.push(rows)
  }
  return index === lengths.length ? all : null
}

/** A place in lines that are drawn, by the line's index and the characters before it. */
export interface DrawnPlace {
  readonly line: number
  readonly at: number
}

/** The place at so many characters of a row's text; within the spaces of a tab before it. Null without such a row. */
export function placeInRows(
  lines: readonly (readonly DrawnRow[])[],
  row: number,
  drawn: number,
): DrawnPlace | null {
  for (const [line, rows] of lines.entries()) {
    const own = rows.find(({ index }) => index === row)
    if (own === undefined) continue
    return {
      line,
      at:
        own.from +
        Math.max(
          0,
          own.places.findLastIndex((place) => place <= drawn),
        ),
    }
  }
  return null
}

function rowOf(
  line: string,
  from: number,
  index: number,
  length: number | undefined,
  tabSize: number,
  isWide: (code: number) => boolean,
): DrawnRow | null {
  if (length === undefined) return null
  const places = [0]
  let drawn = 0
  let column = 0
  let to = from
  while (drawn < length && to < line.length) {
    const isTab = line[to] === '\t'
    const width = isTab ? tabSize - (column % tabSize) : 1
    drawn += width
    column += isTab || !isWide(line.charCodeAt(to)) ? width : 2
    places.push(drawn)
    to += 1
  }
  if (drawn !== length || (to === from && line !== '')) return null
  return { index, from, to, places }
}
