import 'monaco-editor/features/codeEditor/register.js'
import 'monaco-editor/features/diffEditor/register.js'
import 'monaco-editor/languages/definitions/register.all.js'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import { readScreen } from '../screen.ts'
import { type Alternative, type AlternativeFile, serveAlternative } from './alternative.ts'
import { type ChangedRange, ReadingOrder } from './seen-lines.ts'

/** Plain Monaco: its diff editor with its own diff, one file after the other, its changes decided one by one. */
self.MonacoEnvironment = {
  getWorker: () =>
    new Worker(new URL('../../../../src/renderer/editor/editor-worker.ts', import.meta.url), {
      type: 'module',
    }),
}
Object.assign(window, { monaco })
const root = document.createElement('div')
root.style.cssText = 'position: fixed; inset: 0'
document.body.append(root)
const editor = monaco.editor.createDiffEditor(root, {
  automaticLayout: true,
  readOnly: true,
  // What a difference of blanks hides would be decided unseen.
  ignoreTrimWhitespace: false,
  hideUnchangedRegions: { enabled: true },
})
const order = new ReadingOrder()
let files: readonly AlternativeFile[] = []
let shown = -1

/** Puts a file on screen and waits for its diff; gives its changes. */
async function open(file: AlternativeFile, index: number): Promise<readonly ChangedRange[]> {
  const generated = file.generated
  const whole = { file: index, generated, oldStart: 0, oldLines: 0, newStart: 0, newLines: 0, lines: 0 }
  if (file.before === null && file.after === null) return [whole]
  const former = editor.getModel()
  const model = (text: string | null, side: string): monaco.editor.ITextModel =>
    monaco.editor.createModel(
      text ?? '',
      undefined,
      monaco.Uri.from({ scheme: 'x', authority: `${side}${index}`, path: `/${file.path}` }),
    )
  editor.setModel({ original: model(file.before, 'old'), modified: model(file.after, 'new') })
  former?.original.dispose()
  former?.modified.dispose()
  await diffed()
  const changes = (editor.getLineChanges() ?? []).map((change): ChangedRange => {
    const count = (start: number, end: number): number => (end === 0 ? 0 : end - start + 1)
    const oldLines = count(change.originalStartLineNumber, change.originalEndLineNumber)
    const newLines = count(change.modifiedStartLineNumber, change.modifiedEndLineNumber)
    return {
      file: index,
      generated,
      oldStart: change.originalStartLineNumber,
      oldLines,
      newStart: change.modifiedStartLineNumber,
      newLines,
      lines: oldLines + newLines,
    }
  })
  return changes.length === 0 ? [whole] : changes
}

/** The diff of what is shown now is there. */
function diffed(): Promise<void> {
  return new Promise((resolve) => {
    const listener = editor.onDidUpdateDiff(() => {
      if (editor.getLineChanges() === null) return
      listener.dispose()
      resolve()
    })
  })
}

async function openNext(): Promise<void> {
  shown += 1
  const file = files[shown]
  if (file === undefined) return
  order.append(await open(file, shown))
  editor.revealFirstDiff()
}

const plain: Alternative = {
  show(change) {
    files = change.files
    return openNext()
  },
  page() {
    const modified = editor.getModifiedEditor()
    modified.setScrollTop(modified.getScrollTop() + modified.getLayoutInfo().height - 40)
  },
  async decide() {
    order.advance()
    if (order.next === undefined) await openNext()
    else editor.goToDiff('next')
  },
  look() {
    const screen = readScreen()
    for (const range of order.ranges) {
      if (range.file !== shown) continue
      for (const line of screen.old)
        if (line >= range.oldStart && line < range.oldStart + range.oldLines)
          order.seen.add(shown, 'old', line)
      for (const line of screen.new)
        if (line >= range.newStart && line < range.newStart + range.newLines)
          order.seen.add(shown, 'new', line)
    }
  },
  state: () => order.state(order.next === undefined && shown >= files.length),
}

serveAlternative(plain)
