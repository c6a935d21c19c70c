import { access, constants, lstat, readdir, readFile, realpath } from 'node:fs/promises'
import path from 'node:path'

/** What is kept from whoever is to reach no program of this machine by its socket. */
export interface SocketPlaces {
  /** Folders with nothing else in them, which are shut as a whole: it costs a command less. */
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/**
 * Where programs of this machine listen in the file system, as far as the person may connect there: a name service or a
 * bus would look up a name for whoever asks, and an agent of keys sign. `writable` are folders of which none is shut whole.
 */
export async function listeningSockets(writable: readonly string[]): Promise<SocketPlaces> {
  const table = await readFile('/proc/self/net/unix', 'latin1').catch(() => '')
  const found = await Promise.all(
    listeningPaths(table)
      .filter((at) => !isOfWinnow(at))
      .map(reachable),
  )
  const sockets = [...new Set(found.filter((file) => file !== null))]
  const parents = [...new Set(sockets.map((file) => path.dirname(file)))]
  const shut = await Promise.all(
    parents.map(async (folder) => !isBelow(folder, writable) && (await hasOnlySockets(folder))),
  )
  const folders = parents.filter((_, at) => shut[at])
  return { folders, files: sockets.filter((file) => !isBelow(file, folders)) }
}

/**
 * Sockets at which a Winnow listens, by their names: that of a turn's review, which a token opens, and that of a data folder,
 * where it is looked whose process asks. Each run and each turn makes and removes some.
 */
function isOfWinnow(file: string): boolean {
  return /\/(?:winnow-mcp-[^/]+\/s|private\/client\.sock)$/.test(file)
}

/** The paths of a table as the kernel shows it at which something takes connections. */
export function listeningPaths(table: string): readonly string[] {
  return table.split('\n').flatMap((line) => {
    const [, flags = '', file = ''] = /^\S+: \S+ \S+ ([0-9A-Fa-f]{8}) \S+ \S+ +\d+ (\/.*)$/.exec(line) ?? []
    const takesConnections = (Number.parseInt(flags, 16) & 0x10000) !== 0
    return takesConnections ? [file] : []
  })
}

/** Whether a path is one of these folders, or in one. */
export function isBelow(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file === folder || file.startsWith(`${folder}/`))
}

/** Where a socket is that the person may connect to; null for what is none here. */
async function reachable(file: string): Promise<string | null> {
  try {
    const real = await realpath(file)
    if (!(await lstat(real)).isSocket()) return null
    await access(real, constants.W_OK)
    return real
  } catch {
    return null
  }
}

async function hasOnlySockets(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null)
  return entries !== null && entries.every((entry) => entry.isSocket())
}
