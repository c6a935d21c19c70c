import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CommandLine } from '../containment.ts'

/** Where the host is: beside this file in the source, beside the entries in a build. */
const places = ['./terminal-host.ts', './terminal-host.js', '../terminal-host.js']

/**
 * The command that runs another in a terminal; see `terminal-host.ts`. Null where there are none: on Windows.
 * `killAfter` is in milliseconds.
 */
export function terminalCommand(
  { file, args }: CommandLine,
  killAfter: number,
): (CommandLine & { readonly env: Readonly<Record<string, string>> }) | null {
  if (process.platform === 'win32') return null
  const host = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync)
  if (host === undefined) return null
  return {
    file: process.execPath,
    args: [host, String(killAfter), file, ...args],
    // Electron's own program is a Node then.
    env: { ELECTRON_RUN_AS_NODE: '1' },
  }
}
