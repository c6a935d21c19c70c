import { createHash } from 'node:crypto'
import { pathToBytes, pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import { zeroSeparated } from '../git/paths.ts'
import type { Git, GitFailure } from '../git/run.ts'

/** What a tree or an index holds at a path. Modes are git's octal text. */
export interface Entry {
  readonly mode: string
  readonly oid: string
}

/** One path at which two trees differ. */
export interface PathChange {
  readonly path: string
  readonly old: Entry | null
  readonly new: Entry | null
}

export interface IndexEntry extends Entry {
  readonly path: string
  /** 0, or 1 to 3 while unmerged. */
  readonly stage: number
  /** Left out of the checkout on purpose (sparse checkout). */
  readonly skipped: boolean
  /** Taken for unchanged without a look at its file (`git update-index --assume-unchanged`). */
  readonly assumed: boolean
}

export const submoduleMode = '160000'

/** Whether both are absent, or the same content with the same mode. */
export function sameEntry(a: Entry | null | undefined, b: Entry | null | undefined): boolean {
  if (!a || !b) return !a && !b
  return a.mode === b.mode && a.oid === b.oid
}

/** The paths at which two trees differ, without any search for renames, sorted by bytes. */
export async function diffTrees(
  objects: Objects,
  from: string,
  to: string,
): Promise<Result<readonly PathChange[], GitFailure>> {
  if (from === to) return ok([])
  const output = await objects.run({
    purpose: 'compare two trees',
    args: ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to],
  })
  if (!output.ok) return output
  const changes: PathChange[] = []
  const fields = zeroSeparated(output.value.stdout)
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', newMode = '', oldOid = '', newOid = ''] = (fields[at] ?? Buffer.alloc(0))
      .toString('latin1')
      .slice(1)
      .split(' ')
    const entry = (mode: string, oid: string): Entry | null => (mode === '000000' ? null : { mode, oid })
    changes.push({
      path: pathToText(fields[at + 1] ?? Buffer.alloc(0)),
      old: entry(oldMode, oldOid),
      new: entry(newMode, newOid),
    })
  }
  return ok(changes)
}

/** Everything in a checkout's index, or in the one that `env` names. */
export async function readIndex(
  git: Git,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Result<readonly IndexEntry[], GitFailure>> {
  const output = await git.run({
    purpose: 'read the index',
    folder,
    args: ['ls-files', '-s', '-v', '-z', '--full-name'],
    env,
  })
  if (!output.ok) return output
  return ok(
    zeroSeparated(output.value.stdout).map((line) => {
      const tab = line.indexOf(9)
      const [tag = '', mode = '', oid = '', stage = ''] = line.subarray(0, tab).toString('latin1').split(' ')
      return {
        path: pathToText(line.subarray(tab + 1)),
        mode,
        oid,
        stage: Number(stage),
        skipped: tag.toUpperCase() === 'S',
        assumed: tag !== tag.toUpperCase(),
      }
    }),
  )
}

/** Input for `update-index -z --index-info`: removals first, so that a file may take the place of a folder. */
export function indexInfo(
  entries: readonly { readonly path: string; readonly entry: Entry | null }[],
  objects: Objects,
): Buffer {
  const zero = zeroId(objects)
  const ordered = [...entries].sort((a, b) => Number(a.entry !== null) - Number(b.entry !== null))
  return Buffer.concat(
    ordered.flatMap(({ path, entry }) => [
      Buffer.from(`${entry?.mode ?? '0'} ${entry?.oid ?? zero}\t`),
      pathToBytes(path),
      Buffer.from([0]),
    ]),
  )
}

/** The id that stands for "no object". */
export function zeroId(objects: Objects): string {
  return '0'.repeat(objects.format === 'sha1' ? 40 : 64)
}

/** The id of the tree without entries, which git knows without its being stored. */
export function emptyTreeId(objects: Objects): string {
  return createHash(objects.format).update('tree 0\0').digest('hex')
}
