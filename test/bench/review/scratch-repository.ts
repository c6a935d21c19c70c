import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { TestRepository } from '#test/support/repository.ts'

/** The branch that stands for what an agent did so far. */
const branch = 'work'

/** A repository of its own that reads the objects of a clone and writes none there, with a change's base checked out. */
export class ScratchRepository {
  readonly path: string
  readonly range: string
  readonly #repository: TestRepository

  constructor(folder: string, gitFolder: string, base: string) {
    this.#repository = new TestRepository(folder)
    this.path = folder
    this.range = `${base}..${branch}`
    writeFileSync(path.join(folder, '.git/objects/info/alternates'), `${path.join(gitFolder, 'objects')}\n`)
    // Nobody looks at the checkout.
    this.#repository.git('update-ref', 'refs/heads/main', base)
    this.#repository.git('read-tree', base)
  }

  /** Puts the branch on a revision. */
  show(commit: string): void {
    this.#repository.git('update-ref', `refs/heads/${branch}`, commit)
  }
}
