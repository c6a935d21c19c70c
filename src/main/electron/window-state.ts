import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { screen, type BrowserWindow, type Rectangle } from 'electron'

/** Where the window was and how large, in device-independent pixels. */
export interface WindowState {
  readonly bounds: Rectangle
  readonly maximized: boolean
}

const smallest = { width: 720, height: 480 }
const usual = { width: 1440, height: 900 }

/** Reads what was kept; null when nothing was, or its place is on no display any more. */
export function readWindowState(file: string): WindowState | null {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as {
      bounds: WindowState['bounds']
      maximized?: boolean
    }
    const { bounds, maximized } = kept
    const { x, y, width, height } = bounds
    if (![x, y, width, height].every(Number.isInteger)) return null
    return isReachable(bounds) ? { bounds, maximized: maximized ?? false } : null
  } catch {
    return null
  }
}

/** Whether enough of the title bar would be on some display to take hold of it. */
function isReachable({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const across = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    return across >= 100 && y >= workArea.y - 10 && y <= workArea.y + workArea.height - 40
  })
}

/** Further down and to the right, so that both title bars can be seen. */
const step = 28

/** Where one more window goes: beside this one, as large. Null where that is on no display. */
export function nextWindowState(window: BrowserWindow): WindowState | null {
  const { x, y, width, height } = window.getNormalBounds()
  const bounds = { x: x + step, y: y + step, width, height }
  return isReachable(bounds) ? { bounds, maximized: false } : null
}

/** The options of a new window from what was kept. */
export function windowBounds(state: WindowState | null): Partial<Rectangle> & {
  readonly minWidth: number
  readonly minHeight: number
} {
  const { workAreaSize } = screen.getPrimaryDisplay()
  const bounds = state?.bounds ?? {
    width: Math.min(usual.width, workAreaSize.width),
    height: Math.min(usual.height, workAreaSize.height),
  }
  return { ...bounds, minWidth: smallest.width, minHeight: smallest.height }
}

/** Keeps the window's place in `file`. */
export function saveWindowState(window: BrowserWindow, file: string): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  } catch {
    // Where the window stood is worth no message.
  }
}

/** Keeps it whenever it changes, soon after. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | null = null
  const save = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (!window.isDestroyed()) saveWindowState(window, file)
  }
  const later = (): void => {
    timer ??= setTimeout(save, 500)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('close', save)
}
