import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Clock } from '#shared/base/clock.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import { repositorySettingsSchema, type RepositoryFailure } from '#shared/contract/repository.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { BaseChoice, Repository, RepositorySettings } from '#shared/domain/repository/repository.ts'
import { Objects } from '../git/objects.ts'
import type { Git } from '../git/run.ts'
import { Slots } from '../git/slots.ts'
import type { Store } from '../store/store.ts'
import { listBases } from './bases.ts'
import { objectFormatOf } from './damage.ts'
import { inspectRepository, type RepositoryFacts } from './inspect.ts'
import { RangeResolver } from './ranges.ts'
import { readRemembered, type Remembered } from './remembered.ts'
import { TrackedFiles } from './tracked-files.ts'

/** Repositories that are looked at at once when all are: what the person does meanwhile waits for few others. */
const listedAtOnce = 4

/** Reads the filters that the configuration of a repository defines; null when it defines none. */
export type FilterReader = (
  checkout: Pick<RepositoryFacts, 'top' | 'gitDir'>,
) => Promise<Repository['filters']>

/** The repositories that were opened, by an id that is the same each time; facts are read from git when asked. */
export class Repositories {
  readonly #git: Git
  readonly #store: Store
  readonly #folder: string
  readonly #clock: Clock
  readonly #readFilters: FilterReader
  readonly #files: TrackedFiles
  readonly #onlyReads: boolean
  readonly #objects = new Map<string, Promise<Result<Objects, RepositoryFailure>>>()

  /**
   * `folder` holds a bare folder of our own for each repository; see `Objects`. `readFilters` reads what filters the
   * repository's own configuration defines. With `onlyReads` no object is made in a repository.
   */
  constructor(options: {
    readonly git: Git
    readonly store: Store
    readonly folder: string
    readonly clock: Clock
    readonly readFilters: FilterReader
    readonly onlyReads?: boolean
  }) {
    this.#git = options.git
    this.#store = options.store
    this.#folder = options.folder
    this.#clock = options.clock
    this.#readFilters = options.readFilters
    this.#onlyReads = options.onlyReads ?? false
    this.#files = new TrackedFiles(options.git)
  }

  async open(folder: string): Promise<Result<Repository, RepositoryFailure>> {
    const facts = await inspectRepository(this.#git, path.resolve(folder))
    if (!facts.ok) return facts
    const { top, commonDir } = facts.value
    const id = createHash('sha256').update(`${commonDir}\0${top}`).digest('hex').slice(0, 12)
    const known = this.#remembered(id)
    const remembered: Remembered = {
      settings: {},
      ...known,
      id,
      path: top,
      commonDir,
      openedAt: this.#clock.now(),
      opened: 1 + Math.max(0, ...this.#all().map((one) => one.opened ?? 0)),
    }
    this.#store.putDocument(`repository/${id}`, remembered)
    return ok(await this.#describe(remembered, facts.value))
  }

  /** Those opened before, the latest first; of one that is gone only what was remembered. */
  async list(): Promise<readonly Repository[]> {
    const all = [...this.#all()].sort((a, b) => (b.opened ?? 0) - (a.opened ?? 0) || b.openedAt - a.openedAt)
    const slots = new Slots(listedAtOnce)
    const listed = await Promise.all(
      all.map((remembered) =>
        slots.run(async () => {
          const facts = await inspectRepository(this.#git, remembered.path)
          return this.#describe(remembered, facts.ok ? facts.value : null)
        }),
      ),
    )
    return listed.filter((repository) => repository !== null)
  }

  forget(id: string): Result<null, RepositoryFailure> {
    if (!this.#remembered(id)) return err(unknown(id))
    this.#store.putDocument(`repository/${id}`, undefined)
    return ok(null)
  }

  /** The folder and facts of a repository as it is now. */
  async facts(id: string): Promise<Result<RepositoryFacts, RepositoryFailure>> {
    const remembered = this.#remembered(id)
    if (!remembered) return err(unknown(id))
    const facts = await inspectRepository(this.#git, remembered.path)
    if (facts.ok && facts.value.commonDir !== remembered.commonDir)
      return err({
        kind: 'notFound',
        message: `Another repository is now at ${remembered.path}. Nothing was changed. Open the folder again to work with it.`,
        paths: [remembered.path],
      })
    return facts
  }

  async bases(id: string): Promise<Result<readonly BaseChoice[], RepositoryFailure>> {
    const remembered = this.#remembered(id)
    return remembered ? listBases(this.#git, remembered.path) : err(unknown(id))
  }

  async files(id: string, query: string): Promise<Result<readonly string[], RepositoryFailure>> {
    const remembered = this.#remembered(id)
    return remembered ? ok(await this.#files.find(remembered.path, query)) : err(unknown(id))
  }

  async saveSettings(
    id: string,
    change: Partial<RepositorySettings>,
  ): Promise<Result<Repository, RepositoryFailure>> {
    const remembered = this.#remembered(id)
    if (!remembered) return err(unknown(id))
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const next: Remembered = { ...remembered, settings: { ...remembered.settings, ...given } }
    this.#store.putDocument(`repository/${id}`, next)
    const facts = await inspectRepository(this.#git, remembered.path)
    return ok(await this.#describe(next, facts.ok ? facts.value : null))
  }

  settings(id: string): RepositorySettings {
    return repositorySettingsSchema.parse(this.#remembered(id)?.settings ?? {})
  }

  /** The identity that the person gave here because git has none. */
  identity(id: string): Identity | null {
    return this.#remembered(id)?.identity ?? null
  }

  rememberIdentity(id: string, identity: Identity): void {
    const remembered = this.#remembered(id)
    if (remembered) this.#store.putDocument(`repository/${id}`, { ...remembered, identity })
  }

  /** Whose commits git's configuration said they are, when it could still be believed; null if it was never read. */
  person(id: string): Remembered['person'] | null {
    return this.#remembered(id)?.person ?? null
  }

  rememberPerson(id: string, person: NonNullable<Remembered['person']>): void {
    const remembered = this.#remembered(id)
    if (remembered) this.#store.putDocument(`repository/${id}`, { ...remembered, person })
  }

  /** All checkouts that were opened of the same repository, this one among them. */
  sharing(id: string): readonly string[] {
    const commonDir = this.#remembered(id)?.commonDir
    return this.#all()
      .filter((one) => one.commonDir === commonDir)
      .map((one) => one.id)
  }

  /** Where it was when it was opened: its checkout, and the git folder that all worktrees share. */
  place(
    id: string,
  ): Result<
    { readonly repositoryPath: string; readonly commonDir: string },
    RepositoryFailure & { readonly kind: 'notFound' }
  > {
    const remembered = this.#remembered(id)
    if (!remembered) return err(unknown(id))
    return ok({ repositoryPath: remembered.path, commonDir: remembered.commonDir })
  }

  /** The checkout's folder, whether it is there or not. */
  path(id: string): string | null {
    return this.#remembered(id)?.path ?? null
  }

  async ranges(id: string): Promise<Result<RangeResolver, RepositoryFailure>> {
    const facts = await this.facts(id)
    return facts.ok ? ok(new RangeResolver(this.#git, facts.value.top)) : facts
  }

  /** The repository's objects; the same ones each time. */
  objects(id: string): Promise<Result<Objects, RepositoryFailure>> {
    const known = this.#objects.get(id)
    if (known) return known
    const opening = this.#objectPlace(id).then(async (place): Promise<Result<Objects, RepositoryFailure>> => {
      if (!place.ok) {
        this.#objects.delete(id)
        return place
      }
      const folder = path.join(this.#folder, id, 'objects.git')
      const { commonDir, format } = place.value
      try {
        return ok(await Objects.open(this.#git, { folder, commonDir, format, aside: this.#onlyReads }))
      } catch (error) {
        // Another time there may be room.
        this.#objects.delete(id)
        return err({
          kind: 'unreadable',
          message: `The data folder can't be written (${error instanceof Error ? error.message : String(error)}), so nothing was done. Free some space and check its permissions, then try again.`,
          paths: [folder],
        })
      }
    })
    this.#objects.set(id, opening)
    return opening
  }

  /**
   * Where the objects of a repository are. What git refuses to open because a file beside them is damaged can be read all the
   * same: a review needs objects and nothing else.
   */
  async #objectPlace(
    id: string,
  ): Promise<Result<Pick<RepositoryFacts, 'commonDir' | 'format'>, RepositoryFailure>> {
    const facts = await this.facts(id)
    const remembered = this.#remembered(id)
    if (facts.ok || !remembered || facts.error.kind !== 'gitFailed') return facts
    const format = await objectFormatOf(path.join(remembered.commonDir, 'objects'))
    return format === null ? facts : ok({ commonDir: remembered.commonDir, format })
  }

  async dispose(): Promise<void> {
    for (const opening of this.#objects.values()) {
      const objects = await opening
      if (objects.ok) objects.value.dispose()
    }
    this.#objects.clear()
  }

  async #describe(remembered: Remembered, facts: RepositoryFacts | null): Promise<Repository> {
    return {
      id: remembered.id,
      path: remembered.path,
      name: path.basename(remembered.path),
      branch: facts?.branch ?? null,
      head: facts?.head ?? null,
      activity: facts?.activity ?? 'none',
      shallow: facts?.shallow ?? false,
      linked: facts?.linked ?? false,
      openedAt: remembered.openedAt,
      filters: facts === null ? null : await this.#readFilters(facts),
      settings: repositorySettingsSchema.parse(remembered.settings),
    }
  }

  #all(): readonly Remembered[] {
    return this.#store.documents('repository/').map(({ name, data }) => readRemembered(name, data))
  }

  #remembered(id: string): Remembered | null {
    const name = `repository/${id}`
    const data = this.#store.document(name)
    return data === undefined ? null : readRemembered(name, data)
  }
}

function unknown(id: string): RepositoryFailure & { readonly kind: 'notFound' } {
  return {
    kind: 'notFound',
    message: `The repository ${id} is not open here. Nothing was changed. Open its folder again.`,
  }
}
