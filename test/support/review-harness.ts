import { Git } from '#main/git/run.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { buildAcceptedTree } from '#main/changesets/accepted-tree.ts'
import { nameLinksOf } from '#main/units/name-links-of.ts'
import { makeUnits } from '#main/units/make-units.ts'
import { UnitCutter } from '#main/units/unit-cutter.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { readFileText } from '#main/changesets/file-text.ts'
import { hunkIdAt } from '#main/changesets/hunk-id.ts'
import { createReviews, type Reviews } from '#main/reviews/reviews.ts'
import { Store } from '#main/store/store.ts'
import type { EncodingSource } from '#shared/diff/read-as.ts'
import { ok, unwrap } from '#shared/base/result.ts'
import type { Changeset, DecidedHunk, Verdict } from '#shared/domain/review/decided.ts'
import type { Revision } from '#shared/domain/session/session.ts'
import { subjectOf } from '#shared/domain/review/decision-subject.ts'
import type { SessionCounts } from '#shared/domain/changeset/counts.ts'
import path from 'node:path'
import { temporaryFolder, testGitEnvironment, TestRepository, type Content } from './repository.ts'

/** One session's review over a real repository and a real database. */
export class ReviewHarness {
  readonly repository: TestRepository
  readonly objects: Objects
  readonly session = 's1'
  readonly counts: SessionCounts[] = []
  base: string
  landings = 0
  readonly revisions: Revision[] = []
  reviews: Reviews
  /** What computes changesets; replaceable, and used from then on. */
  compute: typeof computeChangeset = computeChangeset
  /** What is known of the encoding of every file. */
  encoding: EncodingSource | null = null
  #store: Store
  readonly #names = new UnitCutter()
  readonly #folder: string
  readonly #remove: () => void

  private constructor(repository: TestRepository, objects: Objects, folder: string, remove: () => void) {
    this.repository = repository
    this.objects = objects
    this.base = repository.tree()
    this.#folder = folder
    this.#remove = remove
    this.#store = this.#open()
    this.reviews = this.#create()
  }

  /** A repository whose base holds these files. */
  static async make(base: Readonly<Record<string, Content>>): Promise<ReviewHarness> {
    const folder = temporaryFolder()
    const repository = new TestRepository(path.join(folder.path, 'repository'))
    repository.commit('base', base)
    const git = new Git({ env: testGitEnvironment(folder.path), log: new CommandLog() })
    const commonDir = path.join(repository.path, '.git')
    const objects = await Objects.open(git, {
      folder: path.join(folder.path, 'objects'),
      commonDir,
      format: 'sha1',
    })
    return new ReviewHarness(repository, objects, folder.path, () => folder.remove())
  }

  /** Makes a revision of these files over what the checkout has. */
  async revise(files: Readonly<Record<string, Content>>, change?: () => void): Promise<Revision> {
    this.repository.write(files)
    change?.()
    return this.take(this.repository.commit('revision'))
  }

  /** Takes a commit or tree as the next revision. */
  async take(commit: string): Promise<Revision> {
    const revision: Revision = {
      number: this.revisions.length + 1,
      commit,
      tree: this.repository.tree(commit),
      at: 0,
      leftOut: [],
    }
    this.revisions.push(revision)
    unwrap(await this.reviews.revisionTaken(this.session))
    return revision
  }

  async changeset(number?: number): Promise<Changeset> {
    return unwrap(await this.reviews.changeset(this.session, number))
  }

  async hunks(filePath?: string): Promise<readonly DecidedHunk[]> {
    const { files } = await this.changeset()
    return files
      .filter((file) => filePath === undefined || file.path === filePath)
      .flatMap(({ hunks }) => hunks)
  }

  async decide(hunks: readonly { readonly id: string }[], verdict: Verdict | null): Promise<void> {
    const decisions = hunks.map(({ id }) => ({ ...subjectOf(id), verdict }))
    unwrap(await this.reviews.decide(this.session, decisions))
  }

  /** Edits lines of the after side as shown; -U0 coordinates. */
  async edit(filePath: string, start: number, lines: number, text: string): Promise<void> {
    const shown = unwrap(await this.reviews.file(this.session, filePath))
    const oid = shown.after?.oid ?? ''
    unwrap(await this.reviews.edit(this.session, { path: filePath, oid, start, lines, text }))
  }

  async acceptedTree(): Promise<string> {
    return unwrap(await this.reviews.acceptedTree(this.session)).tree
  }

  /** Content of a file in a tree, as Latin-1 text; null if there is none. */
  content(tree: string, filePath: string): string | null {
    try {
      return this.repository.gitBytes(['cat-file', 'blob', `${tree}:${filePath}`]).toString('latin1')
    } catch {
      return null
    }
  }

  /** Lands what is accepted: the base is the accepted tree. */
  async land(): Promise<void> {
    const tree = await this.acceptedTree()
    this.landings += 1
    await this.moveBase(tree)
  }

  /** Takes the last landing back. */
  async undoLanding(base: string): Promise<void> {
    this.landings -= 1
    await this.moveBase(base)
  }

  /** Moves the session's base. */
  async moveBase(tree: string): Promise<void> {
    this.base = tree
    unwrap(await this.reviews.baseMoved(this.session))
  }

  /** Starts again from what is on the disk. */
  restart(): void {
    this.#store.close()
    this.#store = this.#open()
    this.reviews = this.#create()
  }

  dispose(): void {
    this.#names.dispose()
    this.objects.dispose()
    this.#store.close()
    this.#remove()
  }

  #open(): Store {
    return unwrap(Store.open(path.join(this.#folder, 'winnow.db'), { now: () => 0 }))
  }

  #create(): Reviews {
    return createReviews({
      store: this.#store,
      makeUnits: (objects, computed) => makeUnits(new UnitCutter(), objects, computed),
      nameLinks: (objects, computed, filePath) => nameLinksOf(this.#names, objects, computed, filePath),
      computeChangeset: (...args) => this.compute(...args),
      buildAcceptedTree,
      hunkIdAt,
      readFileText,
      encodingOf: () => this.encoding,
      subject: () =>
        Promise.resolve(
          ok({
            objects: this.objects,
            baseTree: this.base,
            landings: this.landings,
            revisions: this.revisions,
            plan: null,
          }),
        ),
      onCounts: (_session, counts) => this.counts.push(counts),
    })
  }
}
