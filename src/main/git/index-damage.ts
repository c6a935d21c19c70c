import { createHash } from 'node:crypto'
import { readIndex } from './index-copy.ts'

/** What every index begins with, and how long it is at least. */
const signature = 'DIRC'
const shortest = 32

/**
 * Whether the index of a checkout is not what git wrote: git itself looks at its first bytes alone, and reads entries that
 * are wrong from one that is cut off. One that is absent is none.
 */
export async function isIndexDamaged(gitDir: string): Promise<boolean> {
  const index = await readIndex(gitDir)
  return index !== null && isDamagedIndex(index.bytes)
}

/** The same of the bytes of an index. */
export function isDamagedIndex(bytes: Buffer): boolean {
  if (bytes.length < shortest || bytes.toString('latin1', 0, 4) !== signature) return true
  return !(endsInHash(bytes, 'sha1', 20) || endsInHash(bytes, 'sha256', 32))
}

/** Whether it ends in the hash of the rest, or in none, which is a setting. */
function endsInHash(bytes: Buffer, name: 'sha1' | 'sha256', length: number): boolean {
  const said = bytes.subarray(-length)
  return (
    said.every((byte) => byte === 0) ||
    createHash(name).update(bytes.subarray(0, -length)).digest().equals(said)
  )
}

/** What makes a damaged index anew, in words that follow where it lies. */
export const indexRemedy =
  'rm -r "$(git rev-parse --git-path index)" and then git reset make it anew: no file is touched, and what was staged is staged no more'
