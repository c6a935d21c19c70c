import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import type { ItemWithOutput } from '#shared/domain/timeline/timeline-item.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { Serial } from '#shared/base/serial.ts'
import type { Client } from '#renderer/client/context.ts'
import { earlierEnd, readOutput, windowBytes, type OutputSlice } from './output-window.ts'
import { terminalTheme } from './terminal-theme.ts'

/** Lines a terminal keeps; the window of bytes is the real limit. */
const scrollback = 20_000

export interface OutputTerminal extends Disposable {
  /** The log has grown to this size. */
  readonly grown: (total: number) => void
  /** Shows the window that ends where this one starts. */
  readonly showEarlier: () => void
  readonly showEnd: () => void
  /** Selects the next place with this text, round to the first. Returns whether there is one. */
  readonly find: (text: string, backwards: boolean) => boolean
}

/** The part of the log that is on screen, in bytes. */
export interface ShownPart {
  readonly from: number
  readonly to: number
  readonly total: number
  readonly leftOut: OutputSlice['leftOut']
}

/** A terminal that shows a window of an item's log and follows its end until the reader goes back. */
export function createOutputTerminal(
  element: HTMLElement,
  client: Client,
  session: string,
  item: ItemWithOutput,
  onShown: (part: ShownPart) => void,
): OutputTerminal {
  const style = getComputedStyle(document.documentElement)
  const terminal = new Terminal({
    theme: terminalTheme(),
    fontFamily: style.getPropertyValue('--font-mono'),
    fontSize: 12,
    lineHeight: 1.3,
    scrollback,
    convertEol: true,
    disableStdin: true,
    cursorStyle: 'bar',
    cursorInactiveStyle: 'none',
    screenReaderMode: true,
  })
  const fit = new FitAddon()
  const search = new SearchAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(search)
  terminal.open(element)
  const resize = new ResizeObserver(() => fit.fit())
  resize.observe(element)
  const recolour = new MutationObserver(() => {
    terminal.options.theme = terminalTheme()
  })
  recolour.observe(document.documentElement, { attributeFilter: ['data-theme'] })

  const at = { session, item: item.id }
  let ended = false
  let part: ShownPart = { from: 0, to: 0, total: 0, leftOut: null }
  let atEnd = true
  let wanted = item.outputBytes
  const serial = new Serial()
  // One request at a time, in order; nothing is written after the end.
  const enqueue = (work: () => Promise<void>): void => {
    void serial.run(() => (ended ? undefined : work()))
  }
  const write = (bytes: Uint8Array): Promise<void> => new Promise((done) => terminal.write(bytes, done))
  const show = async (from: number, length: number): Promise<void> => {
    const slice = await readOutput(client, at, from, length)
    if (slice === null || ended) return
    terminal.reset()
    await write(slice.bytes)
    part = {
      from: slice.from,
      to: slice.from + slice.bytes.length,
      total: slice.total,
      leftOut: slice.leftOut,
    }
    onShown(part)
  }
  const follow = async (): Promise<void> => {
    if (!atEnd || wanted <= part.to) return
    if (wanted - part.from > windowBytes * 1.5 || part.to === 0) return show(-windowBytes, windowBytes)
    const slice = await readOutput(client, at, part.to, windowBytes)
    if (slice === null || ended) return
    await write(slice.bytes)
    part = {
      from: part.from,
      to: slice.from + slice.bytes.length,
      total: slice.total,
      leftOut: slice.leftOut,
    }
    onShown(part)
  }
  enqueue(follow)

  const ending = toDisposable(() => {
    ended = true
    resize.disconnect()
    recolour.disconnect()
    terminal.dispose()
  })
  return {
    dispose: () => ending.dispose(),
    grown(total) {
      wanted = total
      enqueue(follow)
    },
    showEarlier() {
      atEnd = false
      const from = Math.max(0, earlierEnd(part) - windowBytes)
      enqueue(async () => {
        await show(from, windowBytes)
        terminal.scrollToBottom()
      })
    },
    showEnd() {
      atEnd = true
      enqueue(async () => {
        await show(-windowBytes, windowBytes)
        terminal.scrollToBottom()
      })
    },
    find: (text, backwards) => (backwards ? search.findPrevious(text) : search.findNext(text)),
  }
}
