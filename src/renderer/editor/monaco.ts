import 'monaco-editor/features/codeEditor/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/diffEditor/register.js'
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/comment/register.js'
import 'monaco-editor/features/cursorUndo/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/indentation/register.js'
import 'monaco-editor/features/linesOperations/register.js'
import 'monaco-editor/features/multicursor/register.js'
import 'monaco-editor/features/unicodeHighlighter/register.js'
import 'monaco-editor/features/wordHighlighter/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/register.all.js'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import { injectedDiffs } from './patches/injected-diff.ts'
import { leaveHiddenDecorations } from './patches/hidden-decorations.ts'
import { keepUnchangedLines } from './patches/kept-lines.ts'
import { drawMarksInText } from './patches/marks-in-text.ts'
import { leaveOverlayPlace } from './patches/overlay-place.ts'
import { leaveUnfocusedField } from './patches/unfocused-field.ts'

export { monaco }

let ready = false

/**
 * Starts Monaco with line changes that are injected instead of computed. Services can be replaced only at the very
 * first use, so everything in this folder calls this before it touches `monaco.editor`.
 */
export function startMonaco(): void {
  if (ready) return
  ready = true
  self.MonacoEnvironment = {
    getWorker: () => new Worker(new URL('./editor-worker.ts', import.meta.url), { type: 'module' }),
  }
  drawMarksInText()
  leaveHiddenDecorations()
  keepUnchangedLines()
  leaveUnfocusedField()
  leaveOverlayPlace()
  const element = document.createElement('div')
  monaco.editor
    .createDiffEditor(
      element,
      { automaticLayout: false },
      { diffProviderFactoryService: injectedDiffs.service },
    )
    .dispose()
}
