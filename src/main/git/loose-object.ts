import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflate, deflateSync, inflateSync } from 'node:zlib'
import { withPlainFile } from './plain-file.ts'
import { share, type SharedPermissions } from './shared-permissions.ts'

/**
 * Stores a small object as git's own commands do (`write_loose_object` of its object-file.c), without a process: under
 * a temporary name that git's clean-up knows, then renamed. One that is there already is made to look new, so that a
 * clean-up does not take it for an old one; one that is not whole, as a power cut leaves it, is written anew. In a
 * repository that is shared, the others may write it as they may git's own. Gives the id; throws what the file system says.
 */
export function storeLooseObject(
  objectDirectory: string,
  format: ObjectFormat,
  type: 'commit' | 'blob',
  bytes: Uint8Array,
  shared: SharedPermissions | null = null,
): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])
  const oid = createHash(format).update(whole).digest('hex')
  const folder = path.join(objectDirectory, oid.slice(0, 2))
  const target = path.join(folder, oid.slice(2))
  if (madeNew(target, whole)) return oid
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

function madeNew(file: string, whole: Buffer): boolean {
  try {
    // Not waiting for a pipe in its place.
    const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (!fstatSync(opened).isFile()) return false
      if (!inflateSync(readFileSync(opened), { maxOutputLength: whole.length }).equals(whole)) return false
    } finally {
      closeSync(opened)
    }
    const now = new Date()
    utimesSync(file, now, now)
    return true
  } catch {
    // It is not there, not whole, or not ours to touch: it is written.
    return false
  }
}

type ObjectFormat = 'sha1' | 'sha256'

/**
 * Whether an object has a file of its own that does not hold it: an empty one, NUL bytes, or the beginning of it, as a power
 * cut leaves it. git takes such a file for the object when it is to write that, and so never writes it again.
 */
export async function isBrokenLoose(
  objectDirectory: string,
  format: ObjectFormat,
  oid: string,
): Promise<boolean> {
  const hash = createHash(format)
  try {
    const read = await withPlainFile(looseFile(objectDirectory, oid), async (handle, { size }) => {
      // Most are small: a stream for each of a thousand takes longer than the rest of a snapshot.
      const whole = size > smallFile ? null : inflated(await handle.readFile())
      if (whole) hash.update(whole)
      else await pipeline(handle.createReadStream({ autoClose: false, start: 0 }), createInflate(), hash)
      return true
    })
    return read === true && hash.digest('hex') !== oid
  } catch (error) {
    // What can't be read for another reason is not ours to judge.
    return (error as NodeJS.ErrnoException).code?.startsWith('Z_') === true
  }
}

/** Bytes of a file that is read at once, and of what comes out of it. */
const smallFile = 200_000
const smallContent = 4_000_000

/** What a small file inflates to; null if that is a lot. Throws zlib's error for what is no such file. */
function inflated(bytes: Buffer): Buffer | null {
  try {
    return inflateSync(bytes, { maxOutputLength: smallContent })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null
    throw error
  }
}

/**
 * Takes the file of a broken object out of git's way, under a name that git's clean-up knows, so that the object is written
 * again by whoever makes it next. Gives what puts it back where nobody did; throws what the file system says.
 */
export function setBrokenAside(objectDirectory: string, oid: string): () => void {
  const file = looseFile(objectDirectory, oid)
  const aside = path.join(path.dirname(file), `tmp_obj_${randomBytes(6).toString('hex')}`)
  renameSync(file, aside)
  return () => {
    // Never over one that was written meanwhile.
    if (!existsSync(file)) linkSync(aside, file)
    rmSync(aside, { force: true })
  }
}

/** Whether an object has a file of its own. */
export function isLoose(objectDirectory: string, oid: string): boolean {
  return existsSync(looseFile(objectDirectory, oid))
}

/** The objects that git's words name: by id, or by the file. */
export function objectsNamedIn(stderr: string): readonly string[] {
  const text = stderr.replaceAll(/objects\/([0-9a-f]{2})\/([0-9a-f]{38}(?:[0-9a-f]{24})?)\b/g, '$1$2')
  return [...text.matchAll(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g)].map(([oid]) => oid)
}

function looseFile(objectDirectory: string, oid: string): string {
  return path.join(objectDirectory, oid.slice(0, 2), oid.slice(2))
}
