import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from './adapter.ts'

/** Where the variables of the XDG specification, and some agents' own, say that state is. */
const places: readonly (readonly [start: string, variable: string])[] = [
  ['.local/share', 'XDG_DATA_HOME'],
  ['.local/state', 'XDG_STATE_HOME'],
  ['.config', 'XDG_CONFIG_HOME'],
  ['.cache', 'XDG_CACHE_HOME'],
  ['.claude', 'CLAUDE_CONFIG_DIR'],
  ['.codex', 'CODEX_HOME'],
]

/** The absolute path of state that a manifest names from the home folder. */
export function statePath(name: string, env: Environment): string {
  for (const [start, variable] of places) {
    const folder = env[variable]
    if (folder && path.isAbsolute(folder) && (name === start || name.startsWith(`${start}/`)))
      return path.join(folder, name.slice(start.length))
  }
  return path.join(env['HOME'] ?? homedir(), name)
}
