import path from 'node:path'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from './repository.ts'

/** A repository with a checkout, a data folder, and the git runner under test, all in one temporary folder. */
export class TestCheckout {
  readonly folder: string
  readonly home: string
  readonly log = new CommandLog()
  readonly git: Git
  readonly repository: TestRepository
  readonly #remove: () => void
  readonly #objects: Objects[] = []

  constructor(options: { readonly init?: readonly string[]; readonly config?: Record<string, string> } = {}) {
    const folder = temporaryFolder()
    this.folder = folder.path
    this.#remove = () => folder.remove()
    this.home = path.join(folder.path, 'home')
    this.git = new Git({ env: { ...testGitEnvironment(folder.path), ...options.config }, log: this.log })
    this.repository = new TestRepository(path.join(folder.path, 'repository'), { init: options.init ?? [] })
  }

  get commonDir(): string {
    return path.join(this.repository.path, '.git')
  }

  async objects(format: 'sha1' | 'sha256' = 'sha1'): Promise<Objects> {
    const folder = path.join(this.home, `objects-${this.#objects.length}`)
    const objects = await Objects.open(this.git, { folder, commonDir: this.commonDir, format })
    this.#objects.push(objects)
    return objects
  }

  remove(): void {
    for (const objects of this.#objects.splice(0)) objects.dispose()
    this.#remove()
  }
}
