import { readlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { countOf } from '#shared/base/quantity-text.ts'
import { pathForDisplay, pathToBytes, pathToText } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { objectsNamedIn } from '#main/git/loose-object.ts'
import type { Objects } from '#main/git/objects.ts'
import { onDisk, zeroSeparated } from '#main/git/paths.ts'
import type { GitFailure } from '#main/git/run.ts'
import type { WorktreeRun } from './changed-paths.ts'

const purpose = 'read what the snapshot holds'

/** An object that a tree has and an earlier one has not. */
interface NewObject {
  readonly oid: string
  readonly mode: string
  readonly path: string
}

/** How often broken objects are made again: of broken trees git names one at a time. */
const rounds = 10

/**
 * Fails where a tree names an object, new since `before`, that is not whole on the disk: the agent's own git wrote it, and a
 * power cut or a bad disk kept its name alone. Git takes such a file for the object and never writes it again. It is made
 * again here, a content from its file in the worktree, a tree from the index; what can't be is named, and stays as it was.
 * Reads each new object once, at most some milliseconds a megabyte.
 */
export async function wholeTree(
  run: WorktreeRun,
  objects: Objects,
  options: {
    readonly worktree: string
    /** A commit or tree whose objects were looked at before; null for none. */
    readonly before: string | null
    readonly tree: string
  },
): Promise<Result<null, GitFailure>> {
  const { worktree, before, tree } = options
  const putBack: (() => void)[] = []
  try {
    for (let round = 1; ; round += 1) {
      const listed = await newObjects(objects, before, tree)
      const broken = listed.ok
        ? await objects.unreadable(listed.value.map(({ oid }) => oid))
        : ok(await objects.broken(objectsNamedIn(listed.error.stderr)))
      if (!broken.ok) return broken
      if (broken.value.length === 0) return listed.ok ? ok(null) : listed
      const known = new Map(listed.ok ? listed.value.map((one) => [one.oid, one]) : [])
      const lost = broken.value.map((oid) => known.get(oid) ?? { oid, mode: '', path: '' })
      // Once it was out of git's way it is missing where nobody made it again.
      const files = await objects.broken(broken.value)
      if (round === rounds || (round > 1 && files.length === 0)) return damaged(lost)
      putBack.push(...files.map((oid) => objects.setBrokenAside(oid)))
      await writeAgain(run, objects, worktree, lost)
      const written = await writeTrees(run, objects)
      if (!written.ok) return damaged(lost)
    }
  } finally {
    for (const back of putBack) back()
  }
}

/** The objects of a tree that `before` has not at the same paths, the trees among them. */
async function newObjects(
  objects: Objects,
  before: string | null,
  tree: string,
): Promise<Result<readonly NewObject[], GitFailure>> {
  const compared =
    before === null
      ? null
      : await objects.run({
          purpose,
          args: ['diff-tree', '-r', '-t', '-z', '--raw', '--no-renames', '--no-abbrev', before, tree],
        })
  // What it is compared with may be what can't be read.
  const listed = compared?.ok
    ? compared
    : await objects.run({ purpose, args: ['ls-tree', '-r', '-t', '-z', tree] })
  if (!listed.ok) return listed
  const fields = zeroSeparated(listed.value.stdout)
  const found: NewObject[] = [{ oid: tree, mode: '040000', path: '' }]
  if (compared?.ok) {
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [, mode = '', , oid = ''] = (fields[at]?.toString('latin1') ?? '').split(' ')
      found.push({ oid, mode, path: pathToText(fields[at + 1] ?? Buffer.alloc(0)) })
    }
  } else {
    for (const field of fields) {
      const tab = field.indexOf(9)
      const [mode = '', , oid = ''] = field.toString('latin1', 0, tab).split(' ')
      found.push({ oid, mode, path: pathToText(field.subarray(tab + 1)) })
    }
  }
  // A submodule's commit is in another repository, and what was removed is in none.
  return ok(found.filter(({ mode }) => mode !== '160000' && mode !== '000000'))
}

/** Writes contents again that the worktree still has; a file that is another by now makes another object. */
async function writeAgain(
  run: WorktreeRun,
  objects: Objects,
  worktree: string,
  lost: readonly NewObject[],
): Promise<void> {
  const files: Uint8Array[] = []
  for (const { mode, path, oid } of lost) {
    if (mode === '120000') {
      const target = linkTarget(worktree, path)
      if (target && objects.blobId(target) === oid) objects.storeBlob(target)
    } else if (mode.startsWith('100') && !/[\n"]/.test(path)) files.push(pathToBytes(path), Buffer.from('\n'))
  }
  if (files.length === 0) return
  await run({
    purpose: 'write contents again that the disk lost',
    args: ['hash-object', '-w', '--stdin-paths'],
    input: Buffer.concat(files),
  })
}

/** Writes all trees of the index, also those that its notes call written. */
async function writeTrees(run: WorktreeRun, objects: Objects): Promise<Result<null, GitFailure>> {
  const listed = await run({ purpose, args: ['ls-files', '-s', '-z'] })
  if (!listed.ok) return listed
  const index = objects.temporaryPath('index')
  const env = { GIT_INDEX_FILE: index }
  const again = 'write trees again that the disk lost'
  try {
    const args = ['update-index', '-z', '--index-info']
    const made = await run({ purpose: again, args, input: listed.value.stdout, env })
    if (!made.ok) return made
    const written = await run({ purpose: again, args: ['write-tree'], env })
    return written.ok ? ok(null) : written
  } finally {
    await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })))
  }
}

function linkTarget(worktree: string, path: string): Buffer | null {
  try {
    return readlinkSync(onDisk(worktree, path), { encoding: 'buffer' })
  } catch {
    return null
  }
}

function damaged(lost: readonly NewObject[]): Result<never, GitFailure> {
  const some = lost
    .slice(0, 3)
    .map(({ oid, path }) => `${path === '' ? 'a folder' : pathForDisplay(path)} (${oid.slice(0, 12)})`)
  const stderr = `${countOf(lost.length, 'object is', 'objects are')} missing or damaged on the disk, as git fsck shows: ${some.join(', ')}${lost.length > 3 ? ', …' : ''}`
  return err({ kind: 'failed', purpose, args: ['cat-file'], exitCode: null, stderr })
}
