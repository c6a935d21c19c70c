import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, startServer } from '#test/support/workbench-driver.ts'
import { type Figure, figure, timed } from './figures.ts'

const fileCount = 27_000
const commitCount = 18_000

/** Makes a repository of many files and commits, by `git fast-import`, with its files checked out. */
async function makeRepository(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const env = testGitEnvironment(folder)
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder, env })
  const git = spawn('git', ['fast-import', '--quiet'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const write = async (text: string): Promise<void> => {
    if (!git.stdin.write(text)) await once(git.stdin, 'drain')
  }
  const name = (at: number): string =>
    `packages/part-${Math.floor(at / 300)}/src/folder-${at % 9}/module-${at}.ts`
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  for (let commit = 0; commit < commitCount; commit += 1) {
    const author = `committer Test Author <author@example.test> ${1_600_000_000 + commit * 600} +0000`
    await write(`commit refs/heads/main\n${author}\n${data(`Change ${commit}\n`)}`)
    // The first one brings all files; each later one changes one of them.
    const files =
      commit === 0 ? Array.from({ length: fileCount }, (_, at) => at) : [(commit * 7919) % fileCount]
    for (const at of files)
      await write(`M 100644 inline ${name(at)}\n${data(`export const value${at} = ${commit}\n`)}`)
  }
  git.stdin.end()
  await once(git, 'close')
  execFileSync('git', ['reset', '-q', '--hard'], { cwd: folder, env })
  execFileSync('git', ['pack-refs', '--all'], { cwd: folder, env })
}

/** Opening a repository of 27,000 files and 18,000 commits, each time by a process that never saw it. */
export async function repositoryFigures(
  folder: string,
  runs: number,
  browserPath: string,
): Promise<readonly Figure[]> {
  const repository = path.join(folder, 'large')
  await makeRepository(repository)
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const opens: number[] = []
  const shows: number[] = []
  const firstNames: number[] = []
  const names: number[] = []
  const besides: number[] = []
  try {
    for (let run = 0; run < runs; run += 1) {
      const home = path.join(folder, `home${run}`)
      const environment = { ...testGitEnvironment(folder), WINNOW_HOME: home }
      const server = await startServer(['out/main/serve.js', '--port', '0'], environment)
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
      const owner = unwrap(await connectToOwner(home, version))
      try {
        const { client } = owner
        await page.goto(server.link)
        await page.getByRole('textbox', { name: /folder/i }).fill(repository)
        shows.push(await openByKey(page))
        const opened: string[] = []
        opens.push(
          await timed(
            async () => void opened.push(unwrap(await client.repository.open({ path: repository })).id),
          ),
        )
        const id = opened[0] ?? ''
        const find = (query: string) => client.repository.files({ repository: id, query })
        const first = find('module 26')
        besides.push(await timed(() => client.workbench.info()))
        firstNames.push(await timed(() => first))
        for (const query of ['m', 'mod', 'part-7', 'folder3', 'module-1234', 'srcts', 'zzz'])
          names.push(await timed(async () => unwrap(await find(query))))
      } finally {
        owner.close()
        await page.close()
        await endProcess(server.process)
      }
    }
  } finally {
    await browser.close()
  }
  const size = `${fileCount.toLocaleString('en')} files and ${commitCount.toLocaleString('en')} commits`
  return [
    figure(`repository of ${size}: from the key to the window that works with it`, 'ms', shows, {
      of: 'median',
      atMost: 300,
    }),
    figure('… opened again', 'ms', opens, { of: 'median', atMost: 300 }),
    figure('… first files of the composer’s completion', 'ms', firstNames, { of: 'median', atMost: 300 }),
    figure('… files of the next key', 'ms', names, { of: 'p95', atMost: 50 }),
    figure('… another request while the first files are looked for', 'ms', besides, {
      of: 'p95',
      atMost: 50,
    }),
  ]
}

/** Milliseconds from the key that opens what stands in the field to the frame that shows the workbench with it. */
async function openByKey(page: Page): Promise<number> {
  await page.evaluate(() => {
    window.addEventListener(
      'keydown',
      (event) => {
        const look = (): void => {
          if (document.querySelector('[data-pane="queue"]') === null) requestAnimationFrame(look)
          else Object.assign(window, { openedIn: performance.now() - event.timeStamp })
        }
        requestAnimationFrame(look)
      },
      { capture: true, once: true },
    )
  })
  await page.keyboard.press('Enter')
  const taken = await page.waitForFunction(() => (window as { openedIn?: number }).openedIn)
  return Number(await taken.jsonValue())
}
