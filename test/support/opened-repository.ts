import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { TestRepository, temporaryFolder } from './repository.ts'
import { TestWorkbench } from './workbench.ts'

/** What a test of a file works with. */
export interface OpenedRepository {
  readonly folder: ReturnType<typeof temporaryFolder>
  readonly repository: TestRepository
  readonly workbench: TestWorkbench
  /** The repository's id in the workbench. */
  readonly id: string
}

/**
 * Before each test of the file: a repository that `fill` fills, open in a workbench of its own, for `take`. After each the
 * workbench ends that `current` then gives, since a test may have started it again, and everything is removed.
 */
export function openForEachTest(
  fill: (repository: TestRepository) => void,
  take: (opened: OpenedRepository) => void,
  current: () => TestWorkbench,
): void {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(async () => {
    folder = temporaryFolder()
    const repository = new TestRepository(path.join(folder.path, 'repository'))
    fill(repository)
    const workbench = await TestWorkbench.start(folder.path)
    take({ folder, repository, workbench, id: await workbench.open(repository.path) })
  })
  afterEach(async () => {
    await current().end()
    folder.remove()
  })
}
