import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { withPlainFile } from './plain-file.ts'

/**
 * The bytes of a file of a worktree that somebody named; null where it is no plain file there, also by a link that leads
 * out of it, has more than `most` bytes, or can't be read.
 */
export async function readFileInside(worktree: string, named: string, most: number): Promise<Buffer | null> {
  try {
    const root = await realpath(worktree)
    const file = await realpath(path.resolve(root, named))
    const inside = path.relative(root, file)
    if (inside.startsWith('..') || path.isAbsolute(inside)) return null
    return await withPlainFile(
      file,
      async (handle, { size }) => {
        if (size > most) return null
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, 0)
        return buffer.subarray(0, bytesRead)
      },
      { followLinks: false },
    )
  } catch {
    return null
  }
}
