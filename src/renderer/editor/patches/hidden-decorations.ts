import { ViewModelLinesFromProjectedModel } from 'monaco-editor/editor/common/viewModel/viewModelLines.js'

let patched = false

/**
 * Has Monaco leave out decorations whose lines are all hidden. It takes for granted that none are where there are at least
 * as many rows as lines, which is so wherever lines wrap: then the ground of a folded change was painted on the line
 * before it.
 */
export function leaveHiddenDecorations(): void {
  if (patched) return
  patched = true
  const lines = ViewModelLinesFromProjectedModel.prototype
  // oxlint-disable-next-line typescript/unbound-method -- called on the lines below
  const find = lines.getDecorationsInRange
  lines.getDecorationsInRange = function getDecorationsInRange(...args) {
    const found = find.apply(this, args)
    return found.filter(({ range }) => {
      for (let line = range.startLineNumber; line <= range.endLineNumber; line += 1)
        if (this.modelLineProjections[line - 1]?.isVisible() !== false) return true
      return false
    })
  }
}
