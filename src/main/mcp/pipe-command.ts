import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the program is: beside this file in the source, beside the entries in a build. */
const places = ['./turn-pipe.ts', './turn-pipe.js', '../turn-pipe.js']

/** The command by which an agent's client reaches its session's review; null where it is not there. */
export function pipeCommand(): { readonly file: string; readonly args: readonly string[] } | null {
  const program = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync)
  return program === undefined ? null : { file: process.execPath, args: [program] }
}
