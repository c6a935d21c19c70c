import { lstatSync } from 'node:fs'
import { onDisk } from '../git/paths.ts'

export type Kind = 'absent' | 'file' | 'folder'

/**
 * What is at a path of a checkout; a symbolic link is a file. Waits for the disk: it takes some microseconds, and to
 * come back to it later takes a hundred.
 */
export function kindOf(folder: string, at: string): Kind {
  try {
    const stats = lstatSync(onDisk(folder, at), { throwIfNoEntry: false })
    if (!stats) return 'absent'
    return stats.isDirectory() ? 'folder' : 'file'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent'
    // Unreadable: something is there that is not ours to judge.
    return 'file'
  }
}

/** The folders above a path, the outermost first. */
export function ancestors(at: string): string[] {
  const above: string[] = []
  for (let slash = at.indexOf('/'); slash >= 0; slash = at.indexOf('/', slash + 1))
    above.push(at.slice(0, slash))
  return above
}
