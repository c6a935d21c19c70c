import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, root, startServer } from '#test/support/workbench-driver.ts'

/** A file of a changeset as the command line tells of it. */
export interface ListedFile {
  readonly path: string
  readonly hunks: readonly ListedHunk[]
}
interface ListedHunk {
  readonly id: string
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

/** A review of a range of commits: its session, and what git says that it changes. */
export interface ListedReview {
  readonly session: string
  readonly files: readonly ListedFile[]
  readonly fileOf: ReadonlyMap<string, string>
}

/** What was painted, and how many milliseconds after the key that led to it went down. */
interface Painting {
  readonly hunk: string
  readonly taken: number
}

/** A data folder with reviews, the web host on it, and a page: what the figures of the page are taken with. */
export class ReviewDriver {
  readonly #environment: Record<string, string>
  readonly #browserPath: string | null
  #browser: Browser | null = null
  #server: Awaited<ReturnType<typeof startServer>> | null = null

  constructor(folder: string, browserPath: string | null) {
    this.#environment = { ...testGitEnvironment(folder), WINNOW_HOME: path.join(folder, 'page') }
    this.#browserPath = browserPath
  }

  #command(...args: string[]): unknown {
    const printed = execFileSync(process.execPath, ['bin/winnow.mjs', ...args, '--json'], {
      cwd: root,
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    return JSON.parse(printed)
  }

  /** Makes a session that reviews what a range of commits changes. */
  review(corpus: { readonly path: string; readonly base: string; readonly head: string }): ListedReview {
    const range = `${corpus.base}..${corpus.head}`
    const { session } = this.#command('review', range, '--repo', corpus.path) as { session: string }
    const { files } = this.#command('changeset', session) as { files: readonly ListedFile[] }
    const fileOf = new Map(files.flatMap((file) => file.hunks.map((hunk) => [hunk.id, file.path] as const)))
    return { session, files, fileOf }
  }

  /** Starts the host on a repository and opens a page. */
  async open(repository: string): Promise<Page> {
    await this.stop()
    this.#server = await this.#start(repository, '0')
    this.#browser ??= await chromium.launch({
      ...(this.#browserPath ? { executablePath: this.#browserPath } : {}),
      args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    })
    const page = await this.#browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.addInitScript(() => {
      // Monaco then shows itself, so that what it draws can be held against git.
      Object.assign(window, { MonacoEnvironment: { globalAPI: true }, pressed: Number.NaN })
      for (const kind of ['keydown', 'mousedown'])
        window.addEventListener(kind, (event) => Object.assign(window, { pressed: event.timeStamp }), true)
    })
    await page.goto(this.#server.link)
    return page
  }

  /** Ends the host and loads the page from a new one at the same address: what the page remembers holds. */
  async restart(page: Page, repository: string): Promise<void> {
    if (this.#server) await endProcess(this.#server.process)
    this.#server = await this.#start(repository, new URL(page.url()).port)
    await page.goto(this.#server.link)
  }

  #start(repository: string, port: string): ReturnType<typeof startServer> {
    return startServer(['out/main/serve.js', '--port', port, repository], this.#environment)
  }

  async stop(): Promise<void> {
    for (const context of this.#browser?.contexts() ?? []) await context.close()
    if (this.#server) await endProcess(this.#server.process)
    this.#server = null
  }

  async dispose(): Promise<void> {
    await this.stop()
    await this.#browser?.close()
    this.#browser = null
  }
}

/** Waits for the hunk that is painted after the last key or click, other than the one before it. */
export async function paintedAfter(page: Page, before: string): Promise<Painting> {
  const next = await page.waitForFunction(
    (former) => {
      const newest = performance.getEntriesByName('winnow:painted').at(-1)
      if (!(newest instanceof PerformanceMark)) return null
      const { hunk } = newest.detail as { hunk: string }
      const { pressed } = window as unknown as { pressed: number }
      return hunk !== former && newest.startTime > pressed
        ? { hunk, taken: newest.startTime - pressed }
        : null
    },
    before,
    { polling: 'raf' },
  )
  const found = await next.jsonValue()
  if (found === null) throw new Error('nothing was painted')
  return found
}

/** Puts a file into focus from the list of files, and tells which hunk was painted and when. */
export async function chooseFile(page: Page, name: string): Promise<Painting> {
  const before = await page.evaluate(() => {
    const newest = performance.getEntriesByName('winnow:painted').at(-1)
    return newest instanceof PerformanceMark ? (newest.detail as { hunk: string }).hunk : ''
  })
  await page.keyboard.press('/')
  await page.locator('#review-file-filter:focus').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  const painting = await paintedAfter(page, before)
  // Without the filter again: what is measured next has the list of all files beside it.
  await page.keyboard.press('/')
  await page.locator('#review-file-filter:focus').fill('')
  await page.keyboard.press('Escape')
  return painting
}

/** Presses a key again and again, each time after the hunk it led to was painted. */
export async function keyLatencies(
  page: Page,
  key: string,
  steps: number,
  { fileOf }: ListedReview,
  first: string,
): Promise<{
  readonly inFile: readonly number[]
  readonly intoNext: readonly number[]
  readonly last: string
}> {
  const inFile: number[] = []
  const intoNext: number[] = []
  let here = first
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key)
    const { hunk, taken } = await paintedAfter(page, here)
    ;(fileOf.get(hunk) === fileOf.get(here) ? inFile : intoNext).push(taken)
    here = hunk
  }
  return { inFile, intoNext, last: here }
}
