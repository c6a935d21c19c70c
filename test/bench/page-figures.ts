import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, painted, root, startServer } from '#test/support/workbench-driver.ts'
import type { Corpus } from './corpus.ts'
import { type Figure, figure } from './figures.ts'

const steps = 120

interface ListedFile {
  readonly path: string
  readonly hunks: readonly { readonly id: string }[]
}

/** Figures of the page, taken inside it: from the key event's own time to the task after the frame was painted. */
export async function pageFigures(
  corpus: Corpus,
  folder: string,
  runs: number,
  browserPath: string | null,
): Promise<readonly Figure[]> {
  const environment = { ...testGitEnvironment(folder), WINNOW_HOME: path.join(folder, 'page') }
  const command = (...args: string[]): unknown =>
    JSON.parse(
      execFileSync(process.execPath, ['bin/winnow.mjs', ...args, '--json'], {
        cwd: root,
        env: environment,
        encoding: 'utf8',
        maxBuffer: 1 << 30,
      }),
    )
  const { session } = command('review', `${corpus.base}..${corpus.head}`, '--repo', corpus.path) as {
    session: string
  }
  const { files } = command('changeset', session) as { files: readonly ListedFile[] }
  const fileOf = new Map(files.flatMap((file) => file.hunks.map((hunk) => [hunk.id, file.path] as const)))
  const first = files[0]?.hunks[0]?.id ?? ''

  const server = await startServer(['out/main/serve.js', '--port', '0', corpus.path], environment)
  const browser = await chromium.launch({
    ...(browserPath ? { executablePath: browserPath } : {}),
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(server.link)
    await page.getByText('Something waits for you.').waitFor()
    await page.keyboard.press('Tab')
    await painted(page, first)

    const cold: number[] = []
    for (let run = 0; run < runs; run += 1) {
      await page.reload()
      await painted(page, first)
      cold.push(
        await page.evaluate(() => performance.getEntriesByName('winnow:painted')[0]?.startTime ?? Number.NaN),
      )
    }
    const moves = await keyLatencies(page, 'j', fileOf, first)
    const decisions = await keyLatencies(page, 'a', fileOf, moves.last)
    return [
      figure(`session of ${corpus.changedFiles} files, page load to first hunk painted`, 'ms', cold, {
        of: 'median',
        atMost: 900,
      }),
      figure('next hunk, key to painted, in a file', 'ms', moves.inFile, { of: 'p95', atMost: 50 }),
      figure('next hunk, key to painted, into the next file', 'ms', moves.intoNext, {
        of: 'p95',
        atMost: 100,
      }),
      figure('decision, key to next hunk painted, in a file', 'ms', decisions.inFile, {
        of: 'p95',
        atMost: 50,
      }),
      figure('decision, key to next hunk painted, into the next file', 'ms', decisions.intoNext, {
        of: 'p95',
        atMost: 100,
      }),
    ]
  } finally {
    await browser.close()
    await endProcess(server.process)
  }
}

/** Presses a key again and again, each time after the hunk it led to was painted. */
async function keyLatencies(
  page: Page,
  key: string,
  fileOf: ReadonlyMap<string, string>,
  first: string,
): Promise<{
  readonly inFile: readonly number[]
  readonly intoNext: readonly number[]
  readonly last: string
}> {
  const inFile: number[] = []
  const intoNext: number[] = []
  let here = first
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { keyTimes: times })
    window.addEventListener('keydown', (event) => times.push(event.timeStamp), true)
  })
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key)
    const next = await page.waitForFunction(
      (before) => {
        const newest = performance.getEntriesByName('winnow:painted').at(-1)
        if (!(newest instanceof PerformanceMark)) return null
        const { hunk } = newest.detail as { hunk: string }
        const pressed = (window as unknown as { keyTimes: number[] }).keyTimes.at(-1) ?? 0
        return hunk !== before && newest.startTime > pressed
          ? { hunk, taken: newest.startTime - pressed }
          : null
      },
      here,
      { polling: 'raf' },
    )
    const { hunk, taken } = (await next.jsonValue()) ?? { hunk: here, taken: Number.NaN }
    ;(fileOf.get(hunk) === fileOf.get(here) ? inFile : intoNext).push(taken)
    here = hunk
  }
  return { inFile, intoNext, last: here }
}
