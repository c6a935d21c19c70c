import { execFileSync } from 'node:child_process'
import path from 'node:path'
import type { Objects } from '#main/git/objects.ts'
import type { SnapshotOptions } from '#main/worktrees/snapshot-options.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import type { TestCheckout } from '#test/support/checkout.ts'
import type { TestRepository } from '#test/support/repository.ts'

/** Takes a snapshot of a checkout, which is its own only worktree. */
export function trySnapshot(
  checkout: TestCheckout,
  objects: Objects,
  options: Partial<SnapshotOptions> = {},
): ReturnType<typeof takeSnapshot> {
  return takeSnapshot(checkout.git, objects, {
    worktree: checkout.repository.path,
    gitDir: checkout.commonDir,
    commonDir: checkout.commonDir,
    ref: 'refs/winnow/s1/r1',
    message: 'r1\n',
    ...options,
  })
}

/** What a file of a tree holds, each byte as a character. */
export const contentOf = (repository: TestRepository, tree: string, file: string): string =>
  repository.gitBytes(['cat-file', 'blob', `${tree}:${file}`]).toString('latin1')

/** What plain git makes of a checkout, with a copy of its index and of the time of that: the oracle. */
export function plainTree({ folder, repository }: TestCheckout): string {
  const index = path.join(folder, 'plain-index')
  execFileSync('cp', ['-p', path.join(repository.path, '.git/index'), index])
  repository.gitBytes(['add', '-A'], '', { GIT_INDEX_FILE: index })
  return repository.gitBytes(['write-tree'], '', { GIT_INDEX_FILE: index }).toString().trim()
}
