import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import { toDisposable } from '#shared/base/disposable.ts'
import type { Client } from '#renderer/client/context.ts'
import { createOutputReader, type OutputPlace, type OutputScreen, type ShownPart } from './output-reader.ts'
import type { FollowLink } from './follow-link.ts'
import { terminalLinks } from './terminal-links.ts'
import { webAddress } from '#renderer/ui/web-address.ts'
import { terminalTheme } from './terminal-theme.ts'

/** Lines a terminal keeps; the window of bytes is the real limit. */
const scrollback = 20_000

/** Shows an item's log as a terminal would. */
export function createOutputTerminal(
  element: HTMLElement,
  client: Client,
  at: OutputPlace,
  onShown: (part: ShownPart) => void,
  follow: FollowLink,
): OutputScreen {
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
    linkHandler: {
      activate(_event, address) {
        const url = webAddress(address)
        if (url !== null) follow({ kind: 'web', url })
      },
    },
  })
  terminal.registerLinkProvider(terminalLinks(terminal, follow))
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

  const reader = createOutputReader(
    client,
    at,
    {
      clear: () => terminal.reset(),
      write: (bytes) => new Promise((done) => terminal.write(bytes, done)),
      toEnd: () => terminal.scrollToBottom(),
      toBeginning: () => terminal.scrollToTop(),
    },
    onShown,
  )
  const ending = toDisposable(() => {
    reader.dispose()
    resize.disconnect()
    recolour.disconnect()
    terminal.dispose()
  })
  return {
    dispose: () => ending.dispose(),
    grown: (total) => reader.grown(total),
    showEarlier: () => reader.showEarlier(),
    showBeginning: () => reader.showBeginning(),
    showLater: () => reader.showLater(),
    showEnd: () => reader.showEnd(),
    find: (text, backwards) => (backwards ? search.findPrevious(text) : search.findNext(text)),
  }
}
