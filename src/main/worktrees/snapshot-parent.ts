import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { readPlainFile } from '#main/git/plain-file.ts'
import type { GitFailure } from '#main/git/run.ts'
import type { SnapshotOptions } from './snapshot-options.ts'
import type { WorktreeGit } from './worktree-git.ts'

/** The commit that a worktree's HEAD is, or null; without a process where it is a commit id itself. */
export async function headOf(
  git: WorktreeGit,
  objects: Objects,
  gitDir: string,
): Promise<Result<string | null, GitFailure>> {
  const detached = ((await readPlainFile(path.join(gitDir, 'HEAD'), 8192)) ?? '').trim()
  if (/^[0-9a-f]{40,}$/.test(detached)) {
    const object = await objects.read(detached)
    if (object.ok && object.value?.oid === detached && object.value.type === 'commit') return ok(detached)
  }
  const head = await git.text({
    purpose: 'find HEAD',
    args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
    accept: [0, 1],
  })
  return head.ok ? ok(head.value === '' ? null : head.value) : head
}

/** The parent that a snapshot gets; see `SnapshotOptions.parent`. */
export async function parentOf(
  git: WorktreeGit,
  objects: Objects,
  options: Pick<SnapshotOptions, 'parent' | 'startedFrom'> & { readonly gitDir: string },
): Promise<Result<string | null, GitFailure>> {
  const { parent, startedFrom, gitDir } = options
  if (parent === undefined) {
    const head = await headOf(git, objects, gitDir)
    return head.ok ? ok(head.value ?? startedFrom ?? null) : head
  }
  if (parent === null) return ok(null)
  const object = await objects.read(parent)
  if (!object.ok || object.value?.type === 'commit') return object.ok ? ok(parent) : object
  const stderr = `${parent} is not a commit of the repository`
  return err({ kind: 'failed', purpose: 'find the parent', args: [], exitCode: null, stderr })
}
