import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects, Signature } from './objects.ts'
import type { GitFailure } from './run.ts'

export type MergeOutcome =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflicts'; readonly paths: readonly string[] }

/**
 * Merges two trees over a base tree, in the object database alone. The base is given by construction, as the only
 * parent of two synthetic commits, because git before 2.40 takes no base for this.
 */
export async function mergeTrees(
  objects: Objects,
  base: string,
  ours: string,
  theirs: string,
): Promise<Result<MergeOutcome, GitFailure>> {
  const inputs = mergeInputs(objects, base, ours, theirs)
  if (!inputs.ok) return inputs
  const [left, right] = inputs.value
  const merged = await objects.run({
    purpose: 'merge two trees',
    args: ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', left, right],
    accept: [0, 1],
  })
  if (!merged.ok) return merged
  // Through Latin-1, which keeps each byte apart: a path need not be UTF-8.
  const fields = merged.value.stdout.toString('latin1').split('\0')
  if (merged.value.exitCode === 0) return ok({ kind: 'clean', tree: fields[0] ?? '' })
  const paths = fields.slice(1).filter((name) => name !== '')
  return ok({
    kind: 'conflicts',
    paths: [...new Set(paths.map((name) => pathToText(Buffer.from(name, 'latin1'))))],
  })
}

/** The commits that are given to such a merge, ours and theirs, and the one they come from. */
export function mergeInputs(
  objects: Objects,
  base: string,
  ours: string,
  theirs: string,
): Result<readonly [ours: string, theirs: string, base: string], GitFailure> {
  const signature: Signature = { name: 'Winnow', email: 'winnow@localhost', date: '0 +0000' }
  const commit = (tree: string, parents: readonly string[], side: string): Result<string, GitFailure> =>
    objects.storeCommit({ tree, parents, message: `merge input: ${side}\n`, signature })
  const root = commit(base, [], 'base')
  if (!root.ok) return root
  const left = commit(ours, [root.value], 'ours')
  if (!left.ok) return left
  const right = commit(theirs, [root.value], 'theirs')
  return right.ok ? ok([left.value, right.value, root.value]) : right
}
