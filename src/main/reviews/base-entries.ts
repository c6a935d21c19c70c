import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import { zeroSeparated } from '../git/paths.ts'
import type { GitFailure } from '../git/run.ts'

/** What a tree has at a path: git's octal mode, and an id. */
export interface BaseEntry {
  readonly baseMode: string
  readonly baseOid: string
}

/** The blobs that a tree has at these paths; nothing for a path that it does not have. */
export async function baseEntries(
  objects: Objects,
  tree: string,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, BaseEntry>, GitFailure>> {
  const found = new Map<string, BaseEntry>()
  if (paths.length === 0) return ok(found)
  const listed = await objects.run({
    purpose: 'look at the files of own edits',
    args: ['ls-tree', '-z', tree, '--', ...paths],
  })
  if (!listed.ok) return listed
  for (const field of zeroSeparated(listed.value.stdout)) {
    const tab = field.indexOf(9)
    const [baseMode = '', type, baseOid = ''] = field.toString('latin1', 0, tab).split(' ')
    if (type === 'blob') found.set(pathToText(field.subarray(tab + 1)), { baseMode, baseOid })
  }
  return ok(found)
}
