import { rmSync } from 'node:fs'
import path from 'node:path'
import { computeChangeset } from '#main/changesets/compute.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { describeGitFailure, Git } from '#main/git/run.ts'
import { err, ok, unwrap, type Result } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import { testGitEnvironment } from '#test/support/repository.ts'

/** The engine's own way to the objects of clones. Nothing is written in a clone. */
export class Repositories {
  readonly #folder: string
  readonly #git: Git
  readonly #opened = new Map<string, Objects>()
  /** By commit id: all commits of a corpus are of one name space. */
  readonly #trees = new Map<string, string>()

  /** `folder` takes a few small files for each clone. */
  constructor(folder: string) {
    this.#folder = folder
    this.#git = new Git({ env: testGitEnvironment(folder), log: new CommandLog() })
  }

  async objectsOf(gitFolder: string): Promise<Objects> {
    const known = this.#opened.get(gitFolder)
    if (known) return known
    const objects = await Objects.open(this.#git, {
      folder: path.join(this.#folder, String(this.#opened.size)),
      commonDir: gitFolder,
      format: 'sha1',
      aside: true,
    })
    this.#opened.set(gitFolder, objects)
    return objects
  }

  async treeOf(gitFolder: string, commit: string): Promise<string> {
    const known = this.#trees.get(commit)
    if (known !== undefined) return known
    const objects = await this.objectsOf(gitFolder)
    const read = unwrap(await objects.read(commit))
    const tree = /^tree ([0-9a-f]+)$/m.exec(read?.bytes.toString('latin1') ?? '')?.[1]
    if (tree === undefined) throw new Error(`${commit} is no commit in ${gitFolder}`)
    this.#trees.set(commit, tree)
    return tree
  }

  /** The changeset between two commits; the error is a sentence, as where a clone lacks a file. */
  async changeset(
    gitFolder: string,
    base: string,
    revision: string,
  ): Promise<Result<ComputedChangeset, string>> {
    return this.changesetOfTrees(
      gitFolder,
      await this.treeOf(gitFolder, base),
      await this.treeOf(gitFolder, revision),
    )
  }

  async changesetOfTrees(
    gitFolder: string,
    base: string,
    revision: string,
  ): Promise<Result<ComputedChangeset, string>> {
    const computed = await computeChangeset(await this.objectsOf(gitFolder), base, revision)
    return computed.ok ? ok(computed.value) : err(describeGitFailure(computed.error))
  }

  dispose(): void {
    for (const objects of this.#opened.values()) objects.dispose()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
