import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { share, type SharedPermissions } from './shared-permissions.ts'

/**
 * Stores a small object as git's own commands do (`write_loose_object` of its object-file.c), without a process: under
 * a temporary name that git's clean-up knows, then renamed. One that is there already is made to look new, so that a
 * clean-up does not take it for an old one; one that is empty, as a power cut leaves it, is written anew. In a repository that is shared, the others may write it as they may git's
 * own. Gives the id; throws what the file system says.
 */
export function storeLooseObject(
  objectDirectory: string,
  format: 'sha1' | 'sha256',
  type: 'commit',
  bytes: Uint8Array,
  shared: SharedPermissions | null = null,
): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])
  const oid = createHash(format).update(whole).digest('hex')
  const folder = path.join(objectDirectory, oid.slice(0, 2))
  const target = path.join(folder, oid.slice(2))
  if (madeNew(target)) return oid
  try {
    mkdirSync(folder)
    share(folder, shared)
  } catch (error) {
    // Not `recursive`: that calls a read-only file system "no such file or directory".
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const temporary = path.join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`)
  try {
    writeFileSync(temporary, deflateSync(whole), { flag: 'wx', mode: 0o444 })
    share(temporary, shared)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  return oid
}

function madeNew(file: string): boolean {
  try {
    if (statSync(file).size === 0) return false
    const now = new Date()
    utimesSync(file, now, now)
    return true
  } catch {
    // It is not there, or not ours to touch: it is written.
    return false
  }
}
