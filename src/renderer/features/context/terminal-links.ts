import type { ILink, ILinkProvider, Terminal } from '@xterm/xterm'
import type { FollowLink } from './follow-link.ts'
import { textLinks } from './text-links.ts'

/** Rows that one line is followed over at most, before and after the one that is pointed at. */
const mostRows = 40

/** Finds links in what a terminal shows, also where its edge breaks them. */
export function terminalLinks(terminal: Terminal, follow: FollowLink): ILinkProvider {
  return {
    provideLinks(y, callback) {
      const { active } = terminal.buffer
      let first = y - 1
      while (first > 0 && y - first < mostRows && active.getLine(first)?.isWrapped) first -= 1
      let text = ''
      /** The cell of each UTF-16 unit of the text. */
      const cells: { readonly x: number; readonly y: number }[] = []
      for (let row = first; row < first + 2 * mostRows; row += 1) {
        const line = active.getLine(row)
        if (line === undefined || (row > first && !line.isWrapped)) break
        for (let x = 0; x < line.length; x += 1) {
          const cell = line.getCell(x)
          if (cell === undefined || cell.getWidth() === 0) continue
          const chars = cell.getChars() || ' '
          text += chars
          for (let unit = 0; unit < chars.length; unit += 1) cells.push({ x: x + 1, y: row + 1 })
        }
      }
      const links = textLinks(text).flatMap(({ from, to, target }): ILink[] => {
        const [start, end] = [cells[from], cells[to - 1]]
        if (start === undefined || end === undefined || start.y > y || end.y < y) return []
        return [{ range: { start, end }, text: text.slice(from, to), activate: () => follow(target) }]
      })
      callback(links.length === 0 ? undefined : links)
    },
  }
}
