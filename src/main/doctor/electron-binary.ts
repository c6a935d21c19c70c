import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The Electron executable that would be used, or null: the one `ELECTRON_EXEC_PATH` names, else the one the
 * `electron` package downloaded. Nothing is downloaded here.
 */
export function findElectronBinary(
  env: Readonly<Record<string, string | undefined>>,
  packageRoot: string,
): string | null {
  const named = env.ELECTRON_EXEC_PATH
  if (named) return existsSync(named) ? named : null
  const folder = path.join(packageRoot, 'node_modules', 'electron')
  try {
    const executable = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8'))
    return existsSync(executable) ? executable : null
  } catch {
    // The package was installed without its download.
    return null
  }
}

/** Whether a window could be shown: always outside Linux, there with X11 or Wayland. */
export function hasDisplay(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY)
}
