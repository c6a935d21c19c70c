import { useEffect, useReducer } from 'react'
import { followTheme, onColours, type StaticText } from '#renderer/editor/index.ts'
import type { Item } from './surface-layout.ts'

/** Milliseconds that making colours takes at once: less than a frame, so that keys and scrolling never wait for them. */
const slice = 6

/** Makes the colours of what is drawn while nothing else happens. Gives a number that grows when there are more of them. */
export function useColours(
  shown: readonly { readonly code: StaticText | null; readonly items: readonly Item[] }[],
): number {
  const [round, next] = useReducer((before: number) => before + 1, 0)
  useEffect(() => {
    followTheme()
    const colours = onColours(next)
    const themes = new MutationObserver(() => followTheme())
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
    return () => {
      colours.dispose()
      themes.disconnect()
    }
  }, [])
  useEffect(() => {
    const wanted = shown.flatMap(({ code, items }) => {
      if (code === null) return []
      const last = lastLines(items)
      return code.isColoured('old', last.old) && code.isColoured('new', last.new) ? [] : [{ code, last }]
    })
    if (wanted.length === 0) return
    const work = requestIdleCallback(
      () => {
        const until = performance.now() + slice
        for (const { code, last } of wanted)
          if (!code.colour('old', last.old, until) || !code.colour('new', last.new, until)) break
        if (
          wanted.some(
            ({ code, last }) => code.isColoured('old', last.old) || code.isColoured('new', last.new),
          )
        )
          next()
      },
      { timeout: 200 },
    )
    return () => cancelIdleCallback(work)
  })
  return round
}

/** The last line of each side that is drawn. */
function lastLines(items: readonly Item[]): { readonly old: number; readonly new: number } {
  const last = { old: 0, new: 0 }
  for (const { part } of items) {
    if (part.kind !== 'rows') continue
    const { block } = part
    if (block.kind === 'context') {
      last.old = Math.max(last.old, block.oldStart + block.lines - 1)
      last.new = Math.max(last.new, block.newStart + block.lines - 1)
    } else if (block.kind === 'change') {
      const { oldStart, oldLines, newStart, newLines } = block.change
      if (oldLines > 0) last.old = Math.max(last.old, oldStart + oldLines - 1)
      if (newLines > 0) last.new = Math.max(last.new, newStart + newLines - 1)
    }
  }
  return last
}
