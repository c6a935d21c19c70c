import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { unwrap } from '#shared/base/result.ts'
import { orderFiles, type OrderedFile } from '#shared/domain/order/order-files.ts'
import type { FileOrder } from '#shared/domain/order/reading.ts'
import { TestRepository, type Content } from './repository.ts'
import { expect, painted, type Workbench } from './workbench-driver.ts'

/** A hunk as the command line tells of it. */
export interface HunkJson {
  readonly id: string
  readonly kind: string
  readonly decision: string | null
  readonly editedBy: string | null
  readonly client?: string
}
export interface FileJson {
  readonly path: string
  readonly hunks: readonly HunkJson[]
}

/** The review of a branch of a real repository, on screen, with what the command line says of it. */
export class ReviewPage {
  readonly page: Page
  readonly session: string
  readonly repository: TestRepository
  readonly #workbench: Workbench
  #order: FileOrder = 'reading'

  constructor(page: Page, session: string, repository: TestRepository, workbench: Workbench) {
    this.page = page
    this.session = session
    this.repository = repository
    this.#workbench = workbench
  }

  /** Makes a repository with a branch `work`, starts a review of what it changes, and opens it. `more` commits too. */
  static async open(
    workbench: Workbench,
    before: Readonly<Record<string, Content>>,
    after: Readonly<Record<string, Content>>,
    more: (repository: TestRepository) => void = () => undefined,
  ): Promise<ReviewPage> {
    const repository = new TestRepository(path.join(workbench.home, 'harbour'))
    repository.git('config', 'user.name', 'Ada Person')
    repository.git('config', 'user.email', 'ada@example.test')
    repository.commit('Begin', before)
    repository.git('switch', '-q', '-c', 'work')
    repository.commit('Change', after)
    more(repository)
    repository.git('switch', '-q', 'main')
    let session = ''
    const page = await workbench.start({
      repository: repository.path,
      before: async () => {
        const made = await workbench.ask(async (client) => {
          const { id } = unwrap(await client.repository.open({ path: repository.path }))
          return unwrap(
            await client.session.review({ repository: id, source: { kind: 'range', range: 'work' } }),
          )
        })
        expect(made).toMatchObject({ notice: null })
        session = made?.session ?? ''
      },
    })
    const review = new ReviewPage(page, session, repository, workbench)
    await expect(page.getByText('Something waits for you.')).toBeVisible()
    await page.keyboard.press('Tab')
    const [first] = await review.hunks()
    await review.painted(first)
    return review
  }

  /** Runs the command line on the session; what it prints as JSON. */
  async run<T>(verb: string, ...args: readonly string[]): Promise<T> {
    const done = await this.#workbench.command([verb, this.session, ...args, '--json'])
    expect(done.stderr).toBe('')
    return JSON.parse(done.stdout) as T
  }

  /** In the order in which the page has them. */
  async files(): Promise<readonly FileJson[]> {
    // By a process of its own: by the time it answers, the page was told of the same, and the next key is about that.
    const { files } = await this.run<{ files: (FileJson & OrderedFile)[] }>('changeset')
    return orderFiles(files, this.#order).map(({ file }) => file)
  }

  async hunks(): Promise<readonly HunkJson[]> {
    return (await this.files()).flatMap((file) => file.hunks)
  }

  /** Has the files by path from now on, and goes to the first of them. */
  async readByPath(): Promise<void> {
    this.#order = 'path'
    await this.page.keyboard.press('Shift+G')
    await this.page.getByRole('menuitem', { name: 'By path' }).click()
    const [first] = await this.files()
    const list = this.page.getByRole('region', { name: 'Files', exact: true })
    const row = list.locator(`button[title^="${first?.path ?? ''}"]`)
    if ((await row.getAttribute('aria-current')) === null) await row.click()
    await this.painted(first?.hunks[0])
  }

  async decisions(): Promise<readonly (string | null)[]> {
    return (await this.hunks()).map((hunk) => hunk.decision)
  }

  /** Commits to the branch and lets the session take it as its next revision. */
  async revise(files: Readonly<Record<string, Content>>): Promise<void> {
    this.repository.git('switch', '-q', 'work')
    this.repository.commit('Again', files)
    this.repository.git('switch', '-q', 'main')
    await this.run('refresh')
  }

  /** Waits until the hunk is on screen and in focus. */
  async painted(hunk: { readonly id: string } | undefined): Promise<void> {
    await painted(this.page, hunk?.id ?? '')
  }

  /** Presses a key for a hunk, once that is on screen. */
  async press(hunk: { readonly id: string } | undefined, key: string): Promise<void> {
    await this.painted(hunk)
    await this.page.keyboard.press(key)
  }

  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Where the footer says that the person is. */
  get place(): Locator {
    return this.page.getByText(/^Hunk [\d,]+ of [\d,]+$/)
  }

  get progress(): Locator {
    return this.page.getByRole('progressbar', { name: 'Hunks decided' })
  }

  /** Lands what is accepted on main, and gives nothing back: look at the repository. */
  async land(): Promise<void> {
    await this.run('land', '--branch', 'main', '--message', 'Land')
  }
}
