import { lstatSync } from 'node:fs'
import { onDisk } from '../git/paths.ts'
import { withPlainFile } from '../git/plain-file.ts'
import type { Objects } from '../git/objects.ts'
import { ancestors, kindOf } from './places.ts'
import type { Entry } from './tree-entries.ts'

/** Files, and bytes of all of them, that are read sooner than git starts three times. */
const few = 300
const small = 8_000_000

/**
 * Of these entries, the paths whose file in the checkout has the very bytes and mode of the entry, so that nothing of the
 * person's is in it; git need not be asked. Of links, of what lies behind one, and of many or large files it says nothing.
 */
export async function sameBytes(
  { folder, objects }: { readonly folder: string; readonly objects: Objects },
  entries: readonly { readonly path: string; readonly entry: Entry }[],
): Promise<ReadonlySet<string>> {
  const same = new Set<string>()
  if (entries.length > few) return same
  const folders = new Map<string, boolean>()
  const isFolder = (at: string): boolean => {
    const known = folders.get(at) ?? kindOf(folder, at) === 'folder'
    folders.set(at, known)
    return known
  }
  const files = entries.filter(({ path, entry }) => {
    if (!entry.mode.startsWith('100') || !ancestors(path).every(isFolder)) return false
    return isFileOf(onDisk(folder, path), entry.mode)
  })
  let bytes = 0
  for (const { path, entry } of files) {
    const read = await withPlainFile(
      onDisk(folder, path),
      async (handle, { size }) => ((bytes += size) > small ? null : handle.readFile()),
      { followLinks: false },
    ).catch(() => null)
    if (read !== null && objects.blobId(read) === entry.oid) same.add(path)
  }
  return same
}

/** Whether a plain file is there that may be executed, or not, as the mode says. */
function isFileOf(file: Buffer, mode: string): boolean {
  try {
    const found = lstatSync(file)
    return found.isFile() && ((found.mode & 0o100) !== 0) === (mode === '100755')
  } catch {
    return false
  }
}
