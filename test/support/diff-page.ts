import {
  DiffSurface,
  ModelPool,
  monaco,
  StaticText,
  type DiffDocument,
  type DiffView,
} from '#renderer/editor/index.ts'
import '#renderer/styles/base.css'

/** What the editor has of a document that it shows. */
export interface ShownDocument {
  /** In -U0 coordinates. */
  readonly changes: readonly (readonly number[])[]
  /** The lines of each change on both sides. */
  readonly texts: readonly (readonly [old: readonly string[], now: readonly string[]])[]
  /** Lines of the models, with the empty one behind a last line break. */
  readonly oldLines: number
  readonly newLines: number
}

/** A page with nothing but the review's diff editor, for tests of what it draws. */
export interface DiffPage {
  /** Shows a document and gives the line changes that Monaco then reports, in -U0 coordinates. */
  show(document: DiffDocument, view: DiffView): Promise<readonly (readonly number[])[]>
  /** Shows one document after the other and gives what the editor then has of each. */
  read(documents: readonly DiffDocument[], view: DiffView): Promise<readonly ShownDocument[]>
  /** Folds changes, brings one to its height, and waits until Monaco has laid out its zones again. */
  fold(ids: readonly string[], focus?: string): Promise<void>
  /** Looks at the document on screen in another way. */
  look(view: DiffView): Promise<void>
  /** Takes the document away. */
  clear(): void
  /** The lines of the new side that no editor draws, in runs of text with the class of their colour. */
  staticLines(document: DiffDocument): readonly (readonly (readonly [text: string, colour: string])[])[]
  /** Whether the page has text of the document in it, as the surface says. */
  hasText(): boolean
  /** Gives the editor another size, in pixels. */
  resize(width: number, height: number): Promise<void>
  /** Tops of visible lines on screen in pixels, by line number, of the old and the new side. */
  tops(): readonly [readonly (readonly [number, number])[], readonly (readonly [number, number])[]]
}

const element = document.createElement('div')
element.style.cssText = 'width: 1200px; height: 4000px'
document.body.append(element)
document.body.style.overflow = 'auto'

let surface: DiffSurface | null = null
const pool = new ModelPool(2)

const editors = (): monaco.editor.IDiffEditor => {
  const editor = monaco.editor.getDiffEditors().at(-1)
  if (editor === undefined) throw new Error('no diff editor')
  return editor
}

/** Two frames: Monaco lays zones out in a task of its own after they change. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), 0)
  })

function visibleTops(editor: monaco.editor.ICodeEditor): readonly (readonly [number, number])[] {
  const lines: [number, number][] = []
  for (const range of editor.getVisibleRanges())
    for (let line = range.startLineNumber; line <= range.endLineNumber; line += 1)
      lines.push([line, editor.getTopForLineNumber(line) - editor.getScrollTop()])
  return lines
}

async function put(shown: DiffDocument, view: DiffView): Promise<void> {
  surface ??= new DiffSurface(element, view, {
    onBlocks: () => undefined,
    onScroll: () => undefined,
    onLeftOut: () => undefined,
    onCaret: () => undefined,
  })
  surface.setView(view)
  pool.hold(shown.key)
  await surface.show(pool.get(shown, view.wholeFile), null)
}

type Change = readonly [oldStart: number, oldLines: number, newStart: number, newLines: number]

function lineChanges(): readonly Change[] {
  return (editors().getLineChanges() ?? []).map((change) => {
    const count = (start: number, end: number): number => (end === 0 ? 0 : end - start + 1)
    return [
      change.originalStartLineNumber,
      count(change.originalStartLineNumber, change.originalEndLineNumber),
      change.modifiedStartLineNumber,
      count(change.modifiedStartLineNumber, change.modifiedEndLineNumber),
    ]
  })
}

function shownDocument(): ShownDocument {
  const models = editors().getModel()
  if (models === null) throw new Error('nothing is shown')
  const changes = lineChanges()
  const lines = (model: monaco.editor.ITextModel, start: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => model.getLineContent(start + index))
  return {
    changes,
    texts: changes.map(([oldStart, oldLines, newStart, newLines]) => [
      lines(models.original, oldStart, oldLines),
      lines(models.modified, newStart, newLines),
    ]),
    oldLines: models.original.getLineCount(),
    newLines: models.modified.getLineCount(),
  }
}

const page: DiffPage = {
  async show(shown, view) {
    await put(shown, view)
    await settled()
    return lineChanges()
  },
  async read(documents, view) {
    const shown: ShownDocument[] = []
    for (const one of documents) {
      await put(one, view)
      shown.push(shownDocument())
    }
    return shown
  },
  async fold(ids, focus) {
    surface?.place(ids, focus ?? null)
    await settled()
  },
  async look(view) {
    surface?.setView(view)
    await settled()
  },
  clear() {
    surface?.clear()
  },
  staticLines(shown) {
    const text = new StaticText(shown)
    const lines = text.countOf('new')
    text.colour('new', lines, Infinity)
    return Array.from({ length: lines }, (_, at) =>
      text.runsOf('new', at + 1).map((run) => [run.text, run.className] as const),
    )
  },
  hasText: () => surface?.hasText() === true,
  async resize(width, height) {
    element.style.cssText = `width: ${width}px; height: ${height}px`
    await settled()
  },
  tops: () => [visibleTops(editors().getOriginalEditor()), visibleTops(editors().getModifiedEditor())],
}

Reflect.set(window, 'diffPage', page)
