import type { BrowserWindow, WebContents } from 'electron'
import { createMainWindow } from './main-window.ts'
import { keepWindowState, nextWindowState, readWindowState, saveWindowState } from './window-state.ts'

interface WindowsOptions {
  readonly preload: string
  readonly stateFile: string
  readonly developmentUrl: string | null
}

/** The app's windows. Each shows the workbench in a page of its own. */
export class Windows {
  readonly #options: WindowsOptions
  /** The one that had the focus last stands last. */
  readonly #windows: BrowserWindow[] = []

  /** `stateFile` keeps the place of the window that was moved or closed last. */
  constructor(options: WindowsOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#windows.length
  }

  /** The window that has the focus, or had it last. */
  get last(): BrowserWindow | null {
    return this.#windows.at(-1) ?? null
  }

  /** Opens one more window, beside the last one. */
  open(): BrowserWindow {
    const { stateFile, ...options } = this.#options
    const state = this.last ? nextWindowState(this.last) : readWindowState(stateFile)
    const window = createMainWindow({ ...options, state })
    keepWindowState(window, stateFile)
    this.#windows.push(window)
    window.on('focus', () => {
      this.#remove(window)
      this.#windows.push(window)
    })
    window.on('closed', () => this.#remove(window))
    return window
  }

  /** Brings the last window before the person, or opens one where there is none. Gives the name of its page. */
  show(): string {
    const { last } = this
    if (last === null) return pageOf(this.open().webContents)
    if (last.isMinimized()) last.restore()
    last.show()
    last.focus()
    return pageOf(last.webContents)
  }

  /** The name of the page that a window of the app shows; null for any other contents. */
  pageOf(contents: WebContents): string | null {
    return this.#windows.some((window) => window.webContents === contents) ? pageOf(contents) : null
  }

  closeAll(): void {
    for (const window of [...this.#windows]) window.close()
  }

  /** Ends all windows without asking their pages; the place of the last one is kept. */
  destroyAll(): void {
    if (this.last) saveWindowState(this.last, this.#options.stateFile)
    for (const window of [...this.#windows]) window.destroy()
  }

  #remove(window: BrowserWindow): void {
    const at = this.#windows.indexOf(window)
    if (at !== -1) this.#windows.splice(at, 1)
  }
}

/** The same for as long as the window is there, also when its page is loaded again. */
function pageOf(contents: WebContents): string {
  return String(contents.id)
}
