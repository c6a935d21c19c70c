import { TextAreaEditContext } from 'monaco-editor/editor/browser/controller/editContext/textArea/textAreaEditContext.js'
import { ViewCursors } from 'monaco-editor/editor/browser/viewParts/viewCursors/viewCursors.js'

let patched = false

/**
 * Has Monaco measure the cursor's place only where there is a cursor. The field that takes text in lies at the cursor,
 * and where that is drawn is measured as well, although it is hidden: each lays the whole page out before a drawing.
 */
export function leaveUnfocusedField(): void {
  if (patched) return
  patched = true
  const field = TextAreaEditContext.prototype
  // oxlint-disable-next-line typescript/unbound-method -- called on the field below
  const prepare = field.prepareRender
  field.prepareRender = function prepareRender(context) {
    if (this.isFocused()) return prepare.call(this, context)
    // oxlint-disable-next-line no-underscore-dangle -- Monaco's own name
    this._primaryCursorVisibleRange = null
  }
  // Drawn again, at the cursor, once it has the focus.
  field.onFocusChanged = () => true
  leaveHiddenCursors()
}

/* oxlint-disable no-underscore-dangle -- Monaco's own names */
function leaveHiddenCursors(): void {
  const cursors = ViewCursors.prototype
  // oxlint-disable-next-line typescript/unbound-method -- called on the cursors below
  const { prepareRender: prepare, onFocusChanged: follow } = cursors
  cursors.prepareRender = function prepareRender(context) {
    if (this._editorHasFocus) return prepare.call(this, context)
    for (const cursor of [this._primaryCursor, ...this._secondaryCursors]) cursor._renderData = null
  }
  cursors.onFocusChanged = function onFocusChanged(event) {
    follow.call(this, event)
    return true
  }
}
