import type { editor } from 'monaco-editor/editor/editor.api.js'

/**
 * Whether the page has lines of either side in it. Monaco tells which lines are in view, not whether it has drawn them;
 * that is seen by the class of a line's element only.
 */
export function hasDrawnLines(diffEditor: editor.IDiffEditor): boolean {
  return diffEditor.getContainerDomNode().querySelector('.view-line') !== null
}
