import { drawnSpaces, type DrawnSpace } from './spaces.ts'
import type { LineChange } from './line-change.ts'
import { lookAlikesIn } from './look-alikes.ts'
import { monaco } from './monaco.ts'
import { isAmbiguous } from './patches/ambiguous-characters.ts'
import type { Mark } from './reading-text.ts'

/** How many columns a tab goes to, on both sides of every file. */
export const tabSize = 4

type Decoration = monaco.editor.IModelDeltaDecoration
type Model = monaco.editor.ITextModel

/** Both sides' texts and the changes between them; where there is one side only, it is the new one. */
interface MarkedPair {
  readonly original: Model
  readonly modified: Model
  readonly lines: readonly LineChange[]
}

/** Look-alikes marked in lines that did not change; in changed lines all are. */
const mostUnchanged = 2000

/** The class of each kind of words that are ours, and of what is marked in a file's own text. */
export const classOfMark = {
  cut: 'left-out',
  changedCut: 'left-out changed',
  unseen: 'unicode-highlight unseen',
  end: 'line-end-words',
  alike: 'unicode-highlight look-alike',
  space: 'drawn-space',
  tab: 'drawn-tab',
} as const satisfies Record<Mark['kind'] | 'alike' | DrawnSpace['kind'], string>

/** Draws what a text would not show by itself: words of ours, look-alikes, and white space that tells versions apart. */
export function drawMarks(pair: MarkedPair, oldMarks: readonly Mark[], newMarks: readonly Mark[]): void {
  const { original, modified, lines } = pair
  const spaces = drawnSpaces(lines, lineOf(original), lineOf(modified))
  const changedOld = lines.map(({ oldStart, oldLines }) => [oldStart, oldLines] as const)
  const changedNew = lines.map(({ newStart, newLines }) => [newStart, newLines] as const)
  original.deltaDecorations(
    [],
    [...wordsOf(oldMarks), ...likenesses(original, changedOld), ...spacesOf(original, spaces.old)],
  )
  modified.deltaDecorations(
    [],
    [...wordsOf(newMarks), ...likenesses(modified, changedNew), ...spacesOf(modified, spaces.new)],
  )
}

const lineOf =
  (model: Model) =>
  (line: number): string =>
    line >= 1 && line <= model.getLineCount() ? model.getLineContent(line) : ''

function wordsOf(marks: readonly Mark[]): readonly Decoration[] {
  return marks.map(({ kind, line, startColumn, endColumn }) => ({
    range: new monaco.Range(line, startColumn, line, endColumn),
    options: { inlineClassName: classOfMark[kind] },
  }))
}

function likenesses(
  model: Model,
  changed: readonly (readonly [start: number, count: number])[],
): Decoration[] {
  const found: Decoration[] = []
  const look = (line: number): void => {
    if (line > model.getLineCount()) return
    for (const { from, to } of lookAlikesIn(model.getLineContent(line), isAmbiguous))
      found.push({
        range: new monaco.Range(line, from + 1, line, to + 1),
        options: { inlineClassName: classOfMark.alike },
      })
  }
  const seen = new Set<number>()
  for (const [start, count] of changed)
    for (let line = start; line < start + count; line += 1) {
      seen.add(line)
      look(line)
    }
  const most = found.length + mostUnchanged
  for (let line = 1; line <= model.getLineCount() && found.length < most; line += 1)
    if (!seen.has(line)) look(line)
  return found
}

function spacesOf(model: Model, spaces: readonly DrawnSpace[]): readonly Decoration[] {
  return spaces.map(({ kind, line, from, to }) => {
    const range = new monaco.Range(line, from + 1, line, to + 1)
    if (kind === 'space') return { range, options: { inlineClassName: classOfMark.space } }
    // A tab of one column has no room for the arrow.
    return columnOf(model.getLineContent(line), from) % tabSize === tabSize - 1
      ? { range, options: { inlineClassName: classOfMark.tab } }
      : {
          range,
          options: {
            inlineClassName: classOfMark.tab,
            before: {
              content: '\u2192',
              inlineClassName: 'drawn-arrow',
              cursorStops: monaco.editor.InjectedTextCursorStops.None,
            },
          },
        }
  })
}

/** The column at which a character stands, where tabs go on to the next stop. */
function columnOf(line: string, index: number): number {
  let column = 0
  for (let at = 0; at < index; at += 1) column += line[at] === '\t' ? tabSize - (column % tabSize) : 1
  return column
}
