import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import type { CommandLogEntry } from '#shared/contract/workbench.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, startServer } from '#test/support/workbench-driver.ts'
import { type Corpus, makeCorpus } from './corpus.ts'
import { type Figure, figure, timed } from './figures.ts'
import { rawGit } from './raw-git.ts'

/** What an agent's task changes in a repository of some size. */
const size = { files: 1500, changedFiles: 30, hunksInFile: 3, linesInHunk: 5, linesBetween: 15 }

/** What one landing took, in milliseconds and git processes. */
interface Landing {
  readonly sheet: number
  readonly moved: number
  readonly told: number
  readonly sheetProcesses: number
  readonly landingProcesses: number
}

/**
 * From the key that opens the landing sheet to the frame in which it can be confirmed, and from the key that confirms to
 * the branch and its checkout, and to the answer on screen with all of it on the disk; against what git itself takes for
 * the same change in the same run. All hunks are accepted, and nobody does anything else meanwhile.
 */
export async function landingFigures(
  folder: string,
  runs: number,
  browserPath: string,
): Promise<readonly Figure[]> {
  const corpus = makeCorpus(path.join(folder, 'corpus'), size)
  const environment = { ...testGitEnvironment(folder), WINNOW_HOME: path.join(folder, 'home') }
  const git = (...args: string[]): string => rawGit(corpus.path, environment, args)
  git('branch', '-m', 'work', 'proposed')
  const server = await startServer(['out/main/serve.js', '--port', '0'], environment)
  const owner = unwrap(await connectToOwner(environment.WINNOW_HOME, version))
  const browser = await chromium.launch({
    ...(browserPath ? { executablePath: browserPath } : {}),
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const landings: Landing[] = []
  const merges: number[] = []
  const commits: number[] = []
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const log = await followLog(owner.client)
    const repository = unwrap(await owner.client.repository.open({ path: corpus.path })).id
    // The first one finds everything cold.
    for (let run = -1; run < runs; run += 1) {
      const change = rewrite(corpus, git, run)
      const merge = (): Promise<number> =>
        timed(() => plain(corpus, environment, ['merge', '-q', '--ff-only', change]))
      const commit = async (): Promise<number> => {
        git('reset', '-q', '--soft', 'main^')
        return timed(() => plain(corpus, environment, ['commit', '-q', '-m', 'The same']))
      }
      const before = git('rev-parse', 'main')
      const merged = await merge()
      const committed = await commit()
      git('reset', '-q', '--hard', before)
      const source = { kind: 'range', range: `main..${change}` } as const
      const { session } = unwrap(await owner.client.session.review({ repository, source }))
      await acceptAll(owner.client, session)
      if (run < 0) await page.goto(server.link)
      const landing = await land(page, log, corpus, change)
      if (
        git('rev-parse', 'main^{tree}') !== git('rev-parse', `${change}^{tree}`) ||
        git('status', '--porcelain') !== ''
      )
        throw new Error('what landed is not what was accepted')
      if (run < 0) continue
      landings.push(landing)
      merges.push(merged)
      commits.push(committed)
    }
  } finally {
    await browser.close()
    owner.close()
    await endProcess(server.process)
  }
  const of = (what: keyof Landing): readonly number[] => landings.map((one) => one[what])
  const against = (what: keyof Landing, theirs: readonly number[]): readonly number[] =>
    of(what).map((ours, run) => ours / (theirs[run] ?? Number.NaN))
  const about = `${size.changedFiles} of ${size.files} files`
  return [
    figure(`key to a landing sheet that can be confirmed, ${about}`, 'ms', of('sheet'), {
      of: 'median',
      atMost: 100,
    }),
    figure('git processes for it, after the key', '', of('sheetProcesses')),
    figure('confirmed to the branch and its checkout moved', 'ms', of('moved')),
    figure('… ÷ `git merge --ff-only`', '÷', against('moved', merges), { of: 'median', atMost: 3 }),
    figure('confirmed to told on screen, with all of it on the disk', 'ms', of('told')),
    figure('… ÷ `git merge --ff-only`', '÷', against('told', merges), { of: 'median', atMost: 3 }),
    figure('… ÷ `git commit`', '÷', against('told', commits)),
    figure('git processes for it', '', of('landingProcesses')),
    figure('`git merge --ff-only`', 'ms', merges),
    figure('`git commit`', 'ms', commits),
  ]
}

/** A branch of one commit on main that changes as many files again; gives its name. */
function rewrite(corpus: Corpus, git: (...args: string[]) => string, run: number): string {
  const branch = `change-${run + 1}`
  git('switch', '-q', '-c', branch, 'main')
  const paths = git('diff', '--name-only', corpus.base, corpus.head).split('\n')
  for (const file of paths) {
    const lines = git('show', `main:${file}`).split('\n')
    for (let at = 0; at < lines.length; at += size.linesInHunk + size.linesBetween)
      lines[at] = `  const run = ${run + 1} // ${at}`
    writeFileSync(path.join(corpus.path, file), `${lines.join('\n')}\n`)
  }
  git('commit', '-q', '-a', '-m', branch)
  git('switch', '-q', 'main')
  return branch
}

async function plain(
  corpus: Corpus,
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<void> {
  const child = spawn('git', args, { cwd: corpus.path, env: environment, stdio: 'ignore' })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${String(code)}`)
}

async function acceptAll(client: WorkbenchClient, session: string): Promise<void> {
  const { files } = unwrap(await client.changeset.get({ session }))
  const decisions = files.flatMap(({ hunks }) =>
    hunks.map(({ id }) => ({ hunk: id, verdict: 'accept' as const })),
  )
  unwrap(await client.review.decide({ session, decisions }))
}

/** The git processes of the workbench, as they end. */
async function followLog(client: WorkbenchClient): Promise<readonly CommandLogEntry[]> {
  const entries: CommandLogEntry[] = []
  const stream = await client.workbench.watchCommandLog()
  void (async () => {
    try {
      for await (const entry of stream) entries.push(entry)
    } catch {
      // The workbench ended.
    }
  })()
  return entries
}

/** Shows the one session that waits, rests until nothing is at work, opens its sheet and confirms. */
async function land(
  page: Page,
  log: readonly CommandLogEntry[],
  corpus: Corpus,
  change: string,
): Promise<Landing> {
  await page
    .getByRole('button', { name: new RegExp(change) })
    .first()
    .click()
  await page.getByRole('progressbar', { name: 'Hunks decided' }).waitFor()
  for (let seen = -1; seen !== log.length; await pause(700)) seen = log.length
  const opened = await untilShown(page, 'Shift+L', 'button', /^Commit \d+ files to main/)
  const sheetEnd = Date.now()
  for (let seen = -1; seen !== log.length; await pause(300)) seen = log.length
  const done = await untilShown(page, 'Control+Enter', 'body', /Landed \d+ files on main/)
  const toldEnd = Date.now()
  const written = [path.join('refs', 'heads', 'main'), 'index'].map(
    (name) => statSync(path.join(corpus.path, '.git', name)).mtimeMs,
  )
  for (let seen = -1; seen !== log.length; await pause(300)) seen = log.length
  const between = (from: number, to: number): number => log.filter(({ at }) => at >= from && at <= to).length
  return {
    sheet: opened.taken,
    moved: Math.max(...written) - done.pressedAt,
    told: done.taken,
    sheetProcesses: between(Math.floor(opened.pressedAt), sheetEnd),
    landingProcesses: between(Math.floor(done.pressedAt), toldEnd),
  }
}

interface Shown {
  readonly taken: number
  /** Milliseconds since 1970. */
  readonly pressedAt: number
}

/** Presses a key, and waits for the frame in which an element that can be used says `words`. */
async function untilShown(page: Page, key: string, selector: string, words: RegExp): Promise<Shown> {
  await page.evaluate(
    ([elements, pattern]) => {
      const says = new RegExp(pattern)
      const isUsable = (one: HTMLElement): boolean =>
        says.test(one.textContent) &&
        one.getAttribute('aria-disabled') !== 'true' &&
        !one.matches(':disabled')
      const onKey = (event: KeyboardEvent): void => {
        if (event.key === 'Shift' || event.key === 'Control') return
        removeEventListener('keydown', onKey, true)
        const look = (): void => {
          if (![...document.querySelectorAll<HTMLElement>(elements)].some(isUsable)) {
            requestAnimationFrame(look)
            return
          }
          const taken = performance.now() - event.timeStamp
          Object.assign(window, { shown: { taken, pressedAt: performance.timeOrigin + event.timeStamp } })
        }
        requestAnimationFrame(look)
      }
      Object.assign(window, { shown: undefined })
      addEventListener('keydown', onKey, true)
    },
    [selector, words.source] as const,
  )
  await page.keyboard.press(key)
  const shown = await page.waitForFunction(() => (window as { shown?: Shown }).shown)
  return (await shown.jsonValue()) ?? { taken: Number.NaN, pressedAt: Number.NaN }
}
