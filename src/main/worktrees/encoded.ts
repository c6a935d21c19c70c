import { pathToBytes, pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { withPlainFile } from '#main/git/plain-file.ts'
import type { GitFailure } from '#main/git/run.ts'
import type { WorktreeRun } from './changed-paths.ts'
import { onDisk, pathList, zeroSeparated } from '#main/git/paths.ts'

/** Those of the paths that the attribute `working-tree-encoding` is set for. */
export async function encodedPaths(
  run: WorktreeRun,
  paths: readonly string[],
): Promise<Result<readonly string[], GitFailure>> {
  if (paths.length === 0) return ok([])
  const checked = await run({
    purpose: 'look for encodings of files',
    args: ['check-attr', '-z', '--stdin', 'working-tree-encoding'],
    input: pathList(paths),
  })
  if (!checked.ok) return checked
  const fields = zeroSeparated(checked.value.stdout)
  const found: string[] = []
  for (let at = 0; at + 2 < fields.length; at += 3)
    if (fields[at + 2]?.toString() !== 'unspecified') found.push(pathToText(fields[at] ?? Buffer.alloc(0)))
  return ok(found)
}

/** Adds files to the index with the bytes that they have on disk, whatever attributes say. */
export async function takeAsTheyAre(
  run: WorktreeRun,
  objects: Objects,
  worktree: string,
  paths: readonly string[],
): Promise<Result<null, GitFailure>> {
  const lines: Uint8Array[] = []
  for (const name of paths) {
    const file = await readFileOf(onDisk(worktree, name))
    if (file === null) continue
    const written = await objects.writeBlobs([file.bytes])
    if (!written.ok) return written
    lines.push(Buffer.from(`${file.mode} ${written.value[0] ?? ''}\t`), pathToBytes(name), Buffer.from([0]))
  }
  const added = await run({
    purpose: 'add files to the snapshot as they are',
    args: ['update-index', '--add', '--replace', '-z', '--index-info'],
    input: Buffer.concat(lines),
  })
  return added.ok ? ok(null) : added
}

/** The bytes and git's mode of a file; null if it is none any more. */
async function readFileOf(file: Buffer): Promise<{ readonly bytes: Buffer; readonly mode: string } | null> {
  return withPlainFile(
    file,
    async (handle, { mode }) => ({
      bytes: await handle.readFile(),
      mode: (mode & 0o100) === 0 ? '100644' : '100755',
    }),
    { followLinks: false },
  ).catch(() => null)
}
