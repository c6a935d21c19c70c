import { TextAreaEditContext } from 'monaco-editor/editor/browser/controller/editContext/textArea/textAreaEditContext.js'

let patched = false

/**
 * Has Monaco measure the cursor's place only where there is a cursor. The field that takes text in lies at the cursor,
 * and to measure that place lays the whole page out before each drawing.
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
}
