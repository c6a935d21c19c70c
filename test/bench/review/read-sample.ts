import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, startServer } from '#test/support/workbench-driver.ts'
import { paintedAfter } from '../review-driver.ts'
import type { LocatedChange } from './agent-changes.ts'
import { generatedPaths } from './counted-change.ts'
import type { GeneratedFiles } from './generated.ts'
import { nothingRead, type Reading } from './reading-model.ts'
import type { Repositories } from './repositories.ts'
import { changedLines, FormerLines } from './revision-lines.ts'
import { ScratchRepository } from './scratch-repository.ts'
import type { Weight } from './screen.ts'
import { type ReadRevision, WinnowReader } from './winnow-reader.ts'

export const windowSize = { width: 1920, height: 1080 } as const

/** A change that was read in the page, one revision after the other. */
export interface ReadChange {
  readonly revisions: readonly ReadRevision[]
  /** Changed lines of the last revision, without those of generated files. */
  readonly written: number
  /** Of the painted lines those that a revision before had painted, and that did not change since. */
  readonly again: number
  readonly reading: Reading
  readonly weight: Weight
}

/** Starts the browser that all of a sample is read with. */
export function launchBrowser(browserPath: string): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      ...browserFlags,
      '--enable-precise-memory-info',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** A page that notes when keys go down, and whose Monaco can be asked. */
export async function openPage(browser: Browser, link: string): Promise<Page> {
  const context = await browser.newContext({ viewport: windowSize })
  const page = await context.newPage()
  await page.addInitScript(() => {
    Object.assign(window, { MonacoEnvironment: { globalAPI: true }, pressed: Number.NaN })
    window.addEventListener('keydown', (event) => Object.assign(window, { pressed: event.timeStamp }), true)
  })
  await page.goto(link)
  return page
}

/** What the page holds now, after its garbage was collected. */
export async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const [nodes, { usedSize }] = [
    await page.evaluate(countElements),
    await session.send('Runtime.getHeapUsage'),
  ]
  await session.detach()
  return { nodes, heap: usedSize / 1e6 }
}

/** How many elements the page has, those in shadow trees too. Runs in the page. */
function countElements(): number {
  const within = (root: Document | ShadowRoot): number => {
    const all = [...root.querySelectorAll('*')]
    return all.reduce((sum, { shadowRoot }) => sum + (shadowRoot ? within(shadowRoot) : 0), all.length)
  }
  return within(document)
}

/**
 * Reads revisions of a change in a workbench of its own: the first of `commits`, then each of the others as it comes.
 */
export async function readChange(
  folder: string,
  browser: Browser,
  repositories: Repositories,
  judge: GeneratedFiles,
  { gitFolder, base }: LocatedChange,
  commits: readonly string[],
): Promise<ReadChange> {
  mkdirSync(folder, { recursive: true })
  const scratch = new ScratchRepository(path.join(folder, 'repository'), gitFolder, base)
  scratch.show(commits[0] ?? base)
  const home = path.join(folder, 'home')
  const environment = { ...testGitEnvironment(folder), WINNOW_HOME: home }
  const server = await startServer(['out/main/serve.js', '--port', '0', scratch.path], environment)
  const owner = unwrap(await connectToOwner(home, version))
  let page: Page | null = null
  try {
    const { client } = owner
    const repository = unwrap(await client.repository.open({ path: scratch.path }))
    const { session } = unwrap(
      await client.session.review({
        repository: repository.id,
        source: { kind: 'range', range: scratch.range },
      }),
    )
    page = await openPage(browser, server.link)
    await page.getByText('Something waits for you.').waitFor({ timeout: 60_000 })
    await page.keyboard.press('Tab')
    await paintedAfter(page, '')
    const reader = new WinnowReader(page, client, session)
    const revisions: ReadRevision[] = []
    let before: { readonly changeset: ComputedChangeset; readonly read: ReadRevision } | null = null
    let [keys, again, total, written] = [0, 0, 0, 0]
    for (const [index, commit] of commits.entries()) {
      if (index > 0) {
        scratch.show(commit)
        unwrap(await client.session.refresh({ session }))
        keys += await showNewest(page, reader)
      }
      const changeset = unwrap(await repositories.changeset(gitFolder, base, commit))
      const objects = await repositories.objectsOf(gitFolder)
      const generated = await generatedPaths(changeset, judge, objects)
      const read: ReadRevision = await reader.read(changeset, generated)
      revisions.push(read)
      const files = changeset.files.filter(({ path: name }) => !generated.has(name))
      total += read.painted.count(files)
      if (before) {
        const since = unwrap(
          await repositories.changesetOfTrees(gitFolder, before.changeset.revision, changeset.revision),
        )
        const former = new FormerLines(before.changeset, since)
        for (const file of files)
          for (const [side, line] of changedLines(file.hunks)) {
            if (!read.painted.has(file.path, side, line)) continue
            const place = former.find(file, side, line)
            if (place && before.read.painted.has(place.path, side, place.line)) again += 1
          }
      }
      written = files.reduce((lines, file) => lines + [...changedLines(file.hunks)].length, 0)
      before = { changeset, read }
    }
    const waits = revisions.flatMap((one) => Object.values(one.waits).flat())
    const reading: Reading = {
      ...nothingRead,
      keys: revisions.reduce((sum, one) => sum + one.keys, keys),
      waited: waits.reduce((sum, wait) => sum + wait, 0) / 1000,
      painted: total,
    }
    const weight = await weigh(page)
    return { revisions, written, again, reading, weight }
  } finally {
    await page?.context().close()
    owner.close()
    await endProcess(server.process)
  }
}

/** Milliseconds that a newer revision is waited for before its key is pressed once more, and how often at most. */
const revisionPatience = 3000
const mostPresses = 5

/**
 * Goes to the newest revision by its key, and waits until a hunk of it that is undecided is on screen, if it has one. Whoever
 * stands inside a hunk is left there by the first press. Gives how often the key was pressed.
 */
async function showNewest(page: Page, reader: WinnowReader): Promise<number> {
  const open = await reader.undecided()
  for (let pressed = 1; ; pressed += 1) {
    await page.keyboard.press('.')
    if (open.size === 0) return pressed
    try {
      await page.waitForFunction(
        (ids) => {
          const newest = performance.getEntriesByName('winnow:painted').at(-1)
          return newest instanceof PerformanceMark && ids.includes((newest.detail as { hunk: string }).hunk)
        },
        [...open],
        { polling: 'raf', timeout: revisionPatience },
      )
      return pressed
    } catch (error) {
      if (pressed === mostPresses) throw error
    }
  }
}
