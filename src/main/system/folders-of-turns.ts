import { createHash } from 'node:crypto'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What the folder's name begins with in which the sandbox is tried. */
export const sandboxTrial = 'winnow-sandbox-'

/** What a turn has among the system's temporary files, and what their names begin with. */
const kinds = { socket: 'winnow-mcp-', temporary: 'winnow-turn-' } as const

/**
 * Makes a folder of a turn among the system's temporary files: one below the data folder is hidden from agents, and too deep
 * for a socket. Throws what the file system throws.
 */
export async function makeTurnFolder(home: string, kind: keyof typeof kinds): Promise<string> {
  return mkdtemp(path.join(await realpath(tmpdir()), prefixOf(home, kind)))
}

/**
 * Removes those that a workbench of this data folder left when it was killed, as far as that can be. Only its owner may, before
 * its first turn: none of them is in use then.
 */
export async function removeLeftTurnFolders(home: string): Promise<void> {
  const prefixes = [prefixOf(home, 'socket'), prefixOf(home, 'temporary')]
  await Promise.all([removeIn(tmpdir(), prefixes), removeIn(home, [sandboxTrial])])
}

async function removeIn(folder: string, prefixes: readonly string[]): Promise<void> {
  try {
    const place = await realpath(folder)
    const left = (await readdir(place)).filter((name) => prefixes.some((one) => name.startsWith(one)))
    await Promise.allSettled(
      left.map((name) => rm(path.join(place, name), { recursive: true, force: true, maxRetries: 3 })),
    )
  } catch {
    // A folder that can't be read is told by what needs it.
  }
}

function prefixOf(home: string, kind: keyof typeof kinds): string {
  return `${kinds[kind]}${createHash('sha256').update(home).digest('hex').slice(0, 12)}-`
}
