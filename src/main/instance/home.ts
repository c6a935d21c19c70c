import { homedir } from 'node:os'
import path from 'node:path'

/**
 * The data folder: `WINNOW_HOME`, else the platform's place for a program's data. Always absolute.
 */
export function winnowHome(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string {
  const chosen = env['WINNOW_HOME']
  if (chosen) return path.resolve(chosen)
  const home = env['HOME'] ?? homedir()
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Winnow')
  if (platform === 'win32') {
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Winnow')
  }
  // The XDG specification says to ignore relative paths.
  const data = env['XDG_DATA_HOME']
  return path.join(data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share'), 'winnow')
}
