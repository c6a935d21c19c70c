import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { unwrap } from '#shared/base/result.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { pressAtRate } from '#test/support/key-rate.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { browserFlags, endProcess, painted, startServer } from '#test/support/workbench-driver.ts'
import { makeCorpus } from './corpus.ts'
import { type Figure, figure } from './figures.ts'
import { inspectedPage, inspection, inspectProcess, living } from './heap.ts'
import { memoryFigures, type MemorySample, tellSample } from './memory-figures.ts'
import { descendants, handles, processorTime, proportionalMemory, residentMemory } from './processes.ts'

const sessionCount = 20
const linesPerSecond = 200
const keysPerSecond = 8
const warmUpRate = 60
/** Minutes between two looks at what is left when everything dead was collected. */
const sampleMinutes = 0.6
/** Keys in one go, of each kind. */
const keysAtOnce = 24

/** Writes lines at a steady rate until it is told to end, as a busy agent's command does. */
const streamer = `
let line = 0
const started = performance.now()
process.on('SIGTERM', () => process.exit(0))
setInterval(() => {
  const due = Math.floor((performance.now() - started) * ${linesPerSecond} / 1000)
  let text = ''
  for (; line < due; line += 1)
    text += '\\x1b[3' + (line % 8) + 'm' + line + '\\x1b[0m ok src/module-' + (line % 997) + '.ts compiled with ' + (line % 13) + ' warnings in ' + (line % 71) + ' ms\\n'
  process.stdout.write(text)
}, 50)
`

/**
 * Twenty sessions write 200 lines of output a second each, by real processes; meanwhile a person types into the
 * composer, over one of these outputs, and steps through a review. Then the same sessions are quiet. Whether memory
 * grows is judged where it `isLong`: in less than minutes what comes once looks like growth.
 */
export async function loadFigures(
  folder: string,
  seconds: number,
  isLong: boolean,
  browserPath: string | null,
): Promise<readonly Figure[]> {
  const corpus = makeCorpus(path.join(folder, 'load-corpus'), {
    files: 120,
    changedFiles: 100,
    hunksInFile: 10,
    linesInHunk: 3,
    linesBetween: 12,
  })
  const home = path.join(folder, 'load')
  const environment = { ...testGitEnvironment(folder), WINNOW_HOME: home }
  const script = path.join(folder, 'streamer.mjs')
  writeFileSync(script, streamer)
  const { port, options } = await inspection()
  const server = await startServer([...options, 'out/main/serve.js', '--port', '0', corpus.path], environment)
  const pid = server.process.pid ?? 0
  const host = await inspectProcess(port)
  const browser = await chromium.launch({
    ...(browserPath ? { executablePath: browserPath } : {}),
    args: [...browserFlags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
  const owner = unwrap(await connectToOwner(home, version))
  try {
    const { client } = owner
    await client.workbench.saveSettings({ parallelLimit: sessionCount })
    const repository = unwrap(await client.repository.open({ path: corpus.path }))
    const { session } = unwrap(
      await client.session.review({
        repository: repository.id,
        source: { kind: 'range', range: `${corpus.base}..${corpus.head}` },
      }),
    )
    const changeset = unwrap(await client.changeset.get({ session }))
    const first = changeset.files[0]?.hunks[0]?.id ?? ''
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(server.link)
    await page.getByText('Something waits for you.').waitFor()
    await page.keyboard.press('Tab')
    await painted(page, first)

    const { sessions } = unwrap(
      await client.session.submit({
        tasks: [
          {
            repository: repository.id,
            prompt: 'Write a lot',
            attempts: sessionCount,
            agent: { kind: 'command', command: `exec '${process.execPath}' '${script}'` },
          },
        ],
      }),
    )
    await all(client, sessions, 'running')
    const keys = await page.context().newCDPSession(page)
    const renderer = await rendererOf(page)
    await watchKeys(page)
    const typing: number[] = []
    const typingOver: number[] = []
    const moving: number[] = []
    const samples: MemorySample[] = []
    const residents: number[] = []
    const parts: number[] = []
    const gits: number[] = []
    const files: number[] = []
    if (isLong)
      for (const one of sessions) {
        // What each session and each view brings once is here before it is looked at whether anything grows.
        await choose(page, one)
        await page.locator('.xterm').first().waitFor()
        await types(page, keys, warmUpRate)
        await showReview(page, session)
        await moves(page, keys, warmUpRate)
      }
    const startedAt = performance.now()
    const usedBefore = { host: processorTime(pid), page: processorTime(renderer) }
    for (let round = 0; performance.now() - startedAt < seconds * 1000; round += 1) {
      await showReview(page, session)
      moving.push(...(await moves(page, keys)))
      typing.push(...(await types(page, keys)))
      // Every time another one is watched while its output comes in.
      await choose(page, sessions[round % sessions.length] ?? '')
      await page.locator('.xterm').first().waitFor()
      typingOver.push(...(await types(page, keys)))
      residents.push(residentMemory(renderer))
      parts.push(proportionalMemory(renderer))
      const minutes = (performance.now() - startedAt) / 60_000
      // Seldom, so that what is dead lies about for as long as it would.
      if (minutes - (samples.at(-1)?.minutes ?? -1) >= sampleMinutes) {
        // What is kept only while there is room for it goes up and down.
        await keys.send('Memory.simulatePressureNotification', { level: 'critical' })
        const { heap, outside } = await living(inspectedPage(keys))
        const kept = residentMemory(renderer)
        const { heap: hostHeap, outside: hostOutside } = await living(host)
        const { nodes, jsEventListeners: listeners } = await keys.send('Memory.getDOMCounters')
        const ofPage = { resident: residents.at(-1) ?? 0, kept, heap, outside, nodes, listeners }
        samples.push({ minutes, ...ofPage, hostResident: residentMemory(pid), hostHeap, hostOutside })
        tellSample(samples.at(-1))
      }
      gits.push(descendants(pid).filter(({ name }) => name === 'git').length)
      files.push(handles(pid).files)
    }
    const taken = performance.now() - startedAt
    const share = (used: number): number => (used / taken) * 100
    const hostShare = share(processorTime(pid) - usedBefore.host)
    const renderShare = share(processorTime(renderer) - usedBefore.page)
    const during = `${sessionCount} sessions writing ${linesPerSecond} lines a second each for ${Math.round(seconds)} s`
    const quiet = await idleFigures(client, sessions, page, session, pid, renderer)
    return [
      figure(`${during}: typing in the composer, key to painted`, 'ms', typing, { of: 'p95', atMost: 50 }),
      figure(`… over the output of one of them`, 'ms', typingOver, { of: 'p95', atMost: 50 }),
      figure('… next hunk, key to painted', 'ms', moving, { of: 'p95', atMost: 50 }),
      figure('… memory of the renderer, of what it shares with others its part', 'MB', parts, {
        of: 'p95',
        atMost: 400,
      }),
      figure('… with all of what it shares', 'MB', residents),
      ...memoryFigures(samples, isLong),
      figure('… processor share of the host', '%', [hostShare]),
      figure('… processor share of the renderer', '%', [renderShare]),
      figure('… git processes of the host', '', gits),
      figure('… open files of the host', '', files),
      ...quiet,
    ]
  } finally {
    host.close()
    owner.close()
    await browser.close()
    await endProcess(server.process)
  }
}

/** Stops the sessions and measures what it costs that they are there. */
async function idleFigures(
  client: WorkbenchClient,
  sessions: readonly string[],
  page: Page,
  session: string,
  host: number,
  renderer: number,
): Promise<readonly Figure[]> {
  await Promise.all(sessions.map((one) => client.session.stop({ session: one })))
  await choose(page, session)
  await pause(5000)
  const used = (): readonly [number, number] => [processorTime(host), processorTime(renderer)]
  const before = used()
  const length = 30_000
  await pause(length)
  const after = used()
  const share = (index: 0 | 1): number => ((after[index] - before[index]) / length) * 100
  const { files, watches } = handles(host)
  return [
    figure(`${sessionCount} quiet sessions: processor share of the host`, '%', [share(0)], {
      of: 'median',
      atMost: 1,
    }),
    figure('… processor share of the renderer', '%', [share(1)], { of: 'median', atMost: 1 }),
    figure('… open files of the host', '', [files]),
    figure('… folders and files it watches', '', [watches]),
    figure('… processes below the host', '', [descendants(host).length]),
  ]
}

async function all(client: WorkbenchClient, sessions: readonly string[], state: string): Promise<void> {
  for (;;) {
    const listed = await client.session.list()
    if (sessions.every((id) => listed.find((one) => one.id === id)?.state === state)) return
    await pause(200)
  }
}

/** Shows a session the way a person does: by its row in the queue. */
async function choose(page: Page, session: string): Promise<void> {
  await page.evaluate((id) => {
    document.querySelector<HTMLElement>(`[data-session="${id}"]`)?.click()
  }, session)
}

/** Chooses the session of a review unless it is shown, and waits until a hunk of it is on screen. */
async function showReview(page: Page, session: string): Promise<void> {
  if ((await page.locator(`[data-session="${session}"][aria-current="true"]`).count()) > 0) return
  const from = await page.evaluate(() => performance.now())
  await choose(page, session)
  await page.waitForFunction(
    (before) => performance.getEntriesByName('winnow:painted').some(({ startTime }) => startTime > before),
    from,
  )
}

/** Has the page note, for each key, when it went down and when the frame after it had been painted. */
async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: { key: string; at: number; painted: number | null }[] = []
    Object.assign(window, { keyTimes: times })
    window.addEventListener(
      'keydown',
      (event) => {
        const time: (typeof times)[number] = { key: event.key, at: event.timeStamp, painted: null }
        times.push(time)
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => {
            time.painted = performance.now()
            port1.close()
          }
          port2.postMessage(null)
        })
      },
      true,
    )
  })
}

interface KeyTime {
  readonly at: number
  readonly painted: number | null
}

async function takeKeys(page: Page): Promise<readonly KeyTime[]> {
  return page.evaluate(
    () =>
      new Promise<KeyTime[]>((resolve) => {
        const { keyTimes } = window as unknown as { keyTimes: KeyTime[] }
        const look = (): void => {
          if (keyTimes.every((time) => time.painted !== null)) resolve(keyTimes.splice(0))
          else requestAnimationFrame(look)
        }
        look()
      }),
  )
}

async function types(page: Page, keys: CDPSession, rate = keysPerSecond): Promise<readonly number[]> {
  await page.keyboard.press('n')
  const field = page.getByRole('textbox', { name: 'Tasks' })
  await field.waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  await takeKeys(page)
  const words = 'make the tide table honest '
  const text = Array.from({ length: keysAtOnce }, (_, at) => words[at % words.length] ?? ' ')
  await pressAtRate(keys, text, rate)
  const times = await takeKeys(page)
  if ((await field.inputValue()).slice(-keysAtOnce) !== text.join('')) throw new Error('keys were lost')
  await field.fill('')
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'hidden' })
  return times.map(({ at, painted: shown }) => (shown ?? Number.NaN) - at)
}

/** Steps through hunks; from each key to when the review says that the hunk it led to was painted. */
async function moves(page: Page, keys: CDPSession, rate = keysPerSecond): Promise<readonly number[]> {
  await page.waitForFunction(() =>
    document.querySelector('[data-pane="review"]')?.contains(document.activeElement),
  )
  await page.evaluate(() => {
    const paints: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const mark of list.getEntriesByName('winnow:painted')) paints.push(mark.startTime)
    })
    observer.observe({ type: 'mark' })
    Object.assign(window, { paints, paintObserver: observer })
  })
  await takeKeys(page)
  await pressAtRate(keys, Array<string>(keysAtOnce).fill('j'), rate)
  const times = await takeKeys(page)
  const marks = await page.evaluate(async (count) => {
    const { paints, paintObserver } = window as unknown as {
      readonly paints: readonly number[]
      readonly paintObserver: PerformanceObserver
    }
    for (let frame = 0; frame < 120 && paints.length < count; frame += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    paintObserver.disconnect()
    return paints
  }, keysAtOnce)
  // A key that came before the hunk of the one before was painted shares its mark with it.
  return times.map(({ at }) => (marks.find((mark) => mark > at) ?? Number.NaN) - at)
}

/** The process that renders a page. */
async function rendererOf(page: Page): Promise<number> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has no browser')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  await session.detach()
  // A spare one may stand by, which has done nothing yet.
  return renderers.reduce((one, other) => (processorTime(other) > processorTime(one) ? other : one))
}
