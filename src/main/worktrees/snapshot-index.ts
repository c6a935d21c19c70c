import path from 'node:path'
import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#shared/base/result.ts'
import { readIndex, writeIndexCopy } from '#main/git/index-copy.ts'
import { isDamagedIndex } from '#main/git/index-damage.ts'
import { readIndexFacts } from '#main/git/index-facts.ts'
import type { Objects } from '#main/git/objects.ts'
import { readPlainFile } from '#main/git/plain-file.ts'
import type { GitCall, GitFailure } from '#main/git/run.ts'
import type { ChangedPaths, WorktreeRun } from './changed-paths.ts'
import { type HeldIndex, keptIndexes } from './kept-indexes.ts'

/** Fewer files are read again by git sooner than an index is written. */
const fewRacy = 20

/** What a snapshot's index starts from: a copy of the worktree's own, or what was made of it before. */
export interface StartedIndex {
  /** Whether an entry may be a commit id. */
  readonly mayHaveCommits: boolean
  /** Whether its flags may keep git from looking at a file. */
  readonly mayHide: boolean
  /** The tree that it makes, if that is known. */
  readonly tree: string | null
  /** Configuration that it needs. */
  readonly config: GitCall['config']
  /**
   * Tells what was found to differ from it. False if the index is not good for that: it was compared with the files
   * under attributes that have changed since, so that another must be opened with `anew`.
   */
  accept(changed: ChangedPaths): Promise<boolean>
}

/**
 * Puts a copy of a worktree's index at `index`, whose times let git look only at files that changed; null if the
 * worktree has none. Fails as git does where it is damaged, also where git would not see that and take it for another.
 *
 * After a checkout most files are as old as the index, and git reads all of them each time, since they may have changed
 * within the same second. So the copy is written anew, which compares them once (`ce_smudge_racily_clean_entry` of
 * git's read-cache.c), and is kept for the next snapshot with the same index, configuration and attributes.
 *
 * @param own hash of the repository's own configuration; null if it is not known what it holds: then nothing is kept
 */
export async function startIndex(
  run: WorktreeRun,
  objects: Objects,
  options: {
    readonly gitDir: string
    readonly index: string
    readonly own: { readonly commonDir: string; readonly hash: string } | null
    readonly anew?: boolean
  },
): Promise<Result<StartedIndex | null, GitFailure>> {
  const { gitDir, index } = options
  const own = await readIndex(gitDir)
  if (own === null) return ok(null)
  if (isDamagedIndex(own.bytes))
    return err({
      kind: 'failed',
      purpose: 'read what is staged',
      args: [],
      exitCode: null,
      stderr: `${path.join(gitDir, 'index')}: index file corrupt`,
    })
  const facts = readIndexFacts(own.bytes, objects.format, Math.floor(own.time / 1000))
  const known = {
    mayHaveCommits: facts?.hasCommits ?? true,
    mayHide: facts?.hides ?? true,
    tree: facts?.tree ?? null,
  }
  const racy = (facts?.racy ?? 0) > fewRacy
  const key = racy && options.own ? await keyOf(own.identity, options.own) : null
  const kept = keptIndexes(objects)
  if (key !== null && !options.anew && (await kept.copy(gitDir, key, index)))
    return ok({ ...known, config: allTimes, accept: async (changed) => !changesAttributes(changed) })
  await writeIndexCopy(own, index)
  let held: HeldIndex | null = null
  if (racy) {
    const written = await run({
      purpose: 'compare files as old as the index',
      args: ['update-index', '--force-write-index'],
    })
    if (!written.ok) return written
    if (key !== null) held = await kept.hold(gitDir, key, index, own.written)
  }
  return ok({
    ...known,
    config: [],
    accept: async (changed) => {
      await (changesAttributes(changed) ? held?.drop() : held?.keep())
      return true
    },
  })
}

/** A file's time can be set back, and then tells nothing once the index is younger; the time of that cannot. */
const allTimes: GitCall['config'] = [
  ['core.trustctime', 'true'],
  ['core.checkStat', 'default'],
]

/** Attributes decide what a file's content is: which line endings, which filter. */
function changesAttributes({ update, gone }: ChangedPaths): boolean {
  return [update, gone].some((paths) => paths.some((name) => /(?:^|\/)\.gitattributes$/i.test(name)))
}

async function keyOf(
  identity: string,
  own: { readonly commonDir: string; readonly hash: string },
): Promise<string> {
  const attributes = await readPlainFile(path.join(own.commonDir, 'info', 'attributes'))
  return createHash('sha256')
    .update(JSON.stringify([identity, own.hash, attributes]))
    .digest('hex')
}
