import { ViewOverlayWidgets } from 'monaco-editor/editor/browser/viewParts/overlayWidgets/overlayWidgets.js'

let patched = false

/**
 * Has Monaco not measure where the editor is on the page before each drawing, which lays the whole page out. Only overlay
 * widgets at a fixed place need it (`fixedOverflowWidgets`), and there are none.
 */
export function leaveOverlayPlace(): void {
  if (patched) return
  patched = true
  ViewOverlayWidgets.prototype.prepareRender = () => undefined
}
