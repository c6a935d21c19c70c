import type { Objects } from './objects.ts'

/** The bytes of a plain file at the root of a tree; null where there is none, or it can't be read. */
export async function blobInTree(objects: Objects, tree: string, name: string): Promise<Buffer | null> {
  const read = await objects.read(tree)
  if (!read.ok || read.value?.type !== 'tree') return null
  const oid = entryOf(read.value.bytes, name, tree.length / 2)
  if (oid === null) return null
  const blob = await objects.blob(oid)
  return blob.ok ? blob.value : null
}

/** The id of a plain file of a tree's own bytes: a mode, a blank, a name, a NUL, an id each. */
function entryOf(bytes: Buffer, name: string, size: number): string | null {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at)
    if (end === -1) return null
    const [mode, ...words] = bytes.toString('utf8', at, end).split(' ')
    const next = end + 1 + size
    if (mode?.startsWith('100') === true && words.join(' ') === name)
      return bytes.toString('hex', end + 1, next)
    at = next
  }
  return null
}
