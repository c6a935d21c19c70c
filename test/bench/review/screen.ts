/** What a page has on screen, for the one who reads it. */
export interface Screen {
  /** The hunk that was painted last as the one in focus; null before the first. */
  readonly hunk: string | null
  /** Numbers of the lines whose middle is in sight, of both sides of the file in focus. */
  readonly old: readonly number[]
  readonly new: readonly number[]
}

/** What the browser holds while it shows a change. */
export interface Weight {
  readonly nodes: number
  /** Megabytes of live JavaScript. */
  readonly heap: number
}

/** Reads the screen from Monaco's own geometry, which asks the application nothing. Runs in the page. */
export function readScreen(): Screen {
  interface Editor {
    getDomNode(): HTMLElement | null
    getVisibleRanges(): readonly { readonly startLineNumber: number; readonly endLineNumber: number }[]
    getTopForLineNumber(line: number): number
    getScrollTop(): number
  }
  interface DiffEditor {
    getOriginalEditor(): Editor
    getModifiedEditor(): Editor
    getModel(): unknown
  }
  const { monaco } = window as unknown as {
    monaco?: { editor: { getDiffEditors(): readonly DiffEditor[] } }
  }
  const newest = performance.getEntriesByName('winnow:painted').at(-1)
  const hunk = newest instanceof PerformanceMark ? (newest.detail as { hunk: string }).hunk : null
  const middleOfLine = 9
  const inSight = (editor: Editor): number[] => {
    const box = editor.getDomNode()?.getBoundingClientRect()
    if (box === undefined || box.width < 100 || box.height === 0) return []
    const lines: number[] = []
    for (const { startLineNumber, endLineNumber } of editor.getVisibleRanges())
      for (let line = startLineNumber; line <= endLineNumber; line += 1) {
        const middle = box.top + editor.getTopForLineNumber(line) - editor.getScrollTop() + middleOfLine
        if (middle > box.top && middle < Math.min(box.bottom, innerHeight)) lines.push(line)
      }
    return lines
  }
  const shown = (monaco?.editor.getDiffEditors() ?? []).find(
    (editor) =>
      editor.getModel() !== null &&
      (editor.getModifiedEditor().getDomNode()?.getClientRects().length ?? 0) > 0,
  )
  return {
    hunk,
    old: shown ? inSight(shown.getOriginalEditor()) : [],
    new: shown ? inSight(shown.getModifiedEditor()) : [],
  }
}
