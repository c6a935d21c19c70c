import { CodeView, type FileDiffMetadata, parsePatchFiles } from '@pierre/diffs'
import { type Alternative, serveAlternative } from './alternative.ts'
import { type ChangedRange, ReadingOrder } from './seen-lines.ts'

/** `@pierre/diffs` as it comes: its CodeView over the whole patch, hunks decided one by one; a decision stores nothing. */
const root = document.createElement('div')
root.style.cssText = 'position: fixed; inset: 0; overflow: auto'
document.body.append(root)
const view = new CodeView({ diffStyle: 'split', themeType: 'light' })
view.setup(root)
const order = new ReadingOrder()
/** Rows that two screens have in common, in pixels. */
const overlap = 40

function rangesOf(diff: FileDiffMetadata, file: number, generated: boolean): readonly ChangedRange[] {
  const whole = { file, generated, oldStart: 0, oldLines: 0, newStart: 0, newLines: 0, lines: 0 }
  if (diff.hunks.length === 0) return [whole]
  return diff.hunks.map((hunk) => ({
    ...whole,
    oldStart: hunk.deletionStart,
    oldLines: hunk.deletionCount,
    newStart: hunk.additionStart,
    newLines: hunk.additionCount,
    lines: hunk.deletionLines + hunk.additionLines,
  }))
}

const pierre: Alternative = {
  show({ files, patch }) {
    const diffs = parsePatchFiles(patch).flatMap((one) => one.files)
    const generated = new Set(files.flatMap((file) => (file.generated ? [file.path] : [])))
    order.append(diffs.flatMap((diff, file) => rangesOf(diff, file, generated.has(diff.name))))
    view.setItems(diffs.map((fileDiff, file) => ({ id: String(file), type: 'diff', fileDiff })))
    view.render(true)
  },
  page() {
    root.scrollTop += root.clientHeight - overlap
  },
  decide() {
    order.advance()
    const { next } = order
    if (next === undefined || next.lines === 0 || order.unseen() === 0) return
    view.scrollTo({
      type: 'line',
      id: String(next.file),
      lineNumber: next.newLines > 0 ? next.newStart : next.oldStart,
      side: next.newLines > 0 ? 'additions' : 'deletions',
      align: 'start',
      behavior: 'instant',
    })
  },
  look() {
    const room = root.getBoundingClientRect()
    for (const { id, element } of view.getRenderedItems()) {
      const cells = (element.shadowRoot ?? element).querySelectorAll<HTMLElement>(
        '[data-line-type^="change-"][data-column-number]',
      )
      for (const cell of cells) {
        const { top, bottom } = cell.getBoundingClientRect()
        const middle = (top + bottom) / 2
        if (middle <= room.top || middle >= room.bottom) continue
        const side = cell.dataset['lineType'] === 'change-deletion' ? 'old' : 'new'
        order.seen.add(Number(id), side, Number(cell.dataset['columnNumber']))
      }
    }
  },
  state: () => order.state(order.next === undefined),
}

serveAlternative(pierre)
