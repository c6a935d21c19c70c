import { BrowserWindow, nativeTheme } from 'electron'
import { isPage, pageUrl } from './page.ts'
import { windowBounds, type WindowState } from './window-state.ts'

/** Makes a window at its place and loads the page; it is shown when it has something to show. */
export function createMainWindow(options: {
  readonly preload: string
  readonly state: WindowState | null
  readonly developmentUrl: string | null
}): BrowserWindow {
  const { state } = options
  const window = new BrowserWindow({
    ...windowBounds(state),
    show: false,
    title: 'Winnow',
    // The page's own surface colours, so that nothing flashes before it is painted.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1b1c1f' : '#fbfbfa',
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // The dictionaries would be fetched from elsewhere.
      spellcheck: false,
    },
  })
  if (state?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    // The workbench lives on in this process; a fresh page shows the same state.
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  const address = options.developmentUrl ?? pageUrl
  window.webContents.on('did-navigate', (_event, url) => {
    // A page may still blank itself: `about:blank` asks nobody.
    if (!isPage(url, options.developmentUrl)) void window.loadURL(address).catch(() => {})
  })
  void window.loadURL(address).catch((error: unknown) => {
    if (!window.isDestroyed())
      process.stderr.write(`winnow: the page could not be loaded: ${String(error)}\n`)
  })
  return window
}
