import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findElectronBinary, hasDisplay } from '#main/doctor/electron-binary.ts'
import { ensureAgents } from './agents.ts'
import { ensureBrowser } from './browser.ts'
import { ensureBuilt } from './build-stamp.ts'
import { findProgram, installDebianPackages, root, run, tool } from './command.ts'
import { leftovers } from './leftovers.ts'
import { openLoopbackOnly } from './loopback-only.ts'
import { add, type Counts, none, readPlaywrightReport, readVitestReport, summary } from './test-counts.ts'

/**
 * `npm test`: unit, integration and architecture tests, then the end-to-end tests in Chromium over the web host and
 * in Electron where its binary is. Names as arguments run only these suites: `npm test -- unit chromium electron`.
 * The last line says how many passed and failed.
 */

const suites = ['unit', 'chromium', 'electron'] as const
type Suite = (typeof suites)[number]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !suites.some((suite) => suite === name))
if (unknown.length > 0) {
  process.stderr.write(`No suite is called ${unknown.join(', ')}. There are: ${suites.join(', ')}.\n`)
  process.exit(2)
}
const wanted = (suite: Suite): boolean => asked.length === 0 || asked.includes(suite)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const reports = path.join(root, '.cache', 'test')
await rm(reports, { recursive: true, force: true })
await mkdir(reports, { recursive: true })

const temporary = await mkdtemp(path.join(tmpdir(), 'winnow-run-'))
// Some tests go on as another user, whose way leads through it.
await chmod(temporary, 0o711)
const home = path.join(temporary, 'home')
await mkdir(home)
await writeFile(path.join(temporary, 'gitconfig'), '')

const alone = await openLoopbackOnly()
if (alone === null)
  say(
    'The tests run with the network as it is, since none of their own can be made here: that takes root and bubblewrap.',
  )

/** Runs a command of the tests, with no network but loopback where that can be. */
function runTests(
  command: readonly string[],
  options: { readonly show: boolean; readonly env: NodeJS.ProcessEnv },
): ReturnType<typeof run> {
  const [program = '', ...args] = [...(alone?.before ?? []), ...command]
  const env = alone === null ? options.env : { ...options.env, WINNOW_TEST_NETWORK: 'loopback' }
  return run(program, args, { ...options, env })
}

/** Nothing of the person who runs the tests reaches them: no home, no configuration, no keys. */
function cleanEnvironment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      name === 'WINNOW_TEST_SEED' ||
      !/^(GIT_|WINNOW_|OPENAI_|ANTHROPIC_|XDG_|npm_|NODE_OPTIONS$)|_API_KEY$|_TOKEN$/i.test(name),
  )
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    WINNOW_HOME: path.join(temporary, 'winnow'),
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    GIT_CONFIG_GLOBAL: path.join(temporary, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    TMPDIR: temporary,
    // Each test file has a process of its own; what they all load is compiled once.
    NODE_COMPILE_CACHE: path.join(root, '.cache', 'compiled'),
    ...extra,
  }
}

async function runUnit(): Promise<Counts> {
  if (!(await ensureAgents()))
    say('The real agents could not be fetched; the tests that drive them are skipped.')
  const report = path.join(reports, 'vitest.json')
  const { exitCode } = await runTests(
    [tool('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { show: true, env: cleanEnvironment({}) },
  )
  return readVitestReport(report, exitCode)
}

async function runPlaywright(
  project: Suite,
  options: {
    readonly extra: NodeJS.ProcessEnv
    readonly args?: readonly string[]
    readonly framed?: boolean
  },
): Promise<Counts> {
  const report = path.join(reports, `${project}.json`)
  const command = [tool('playwright'), 'test', `--project=${project}`, ...(options.args ?? [])]
  const framed = ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24']
  const { exitCode } = await runTests([...(options.framed ? framed : []), ...command], {
    show: !options.args,
    env: cleanEnvironment({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...options.extra }),
  })
  return readPlaywrightReport(report, exitCode)
}

async function runChromium(): Promise<Counts> {
  const browser = await ensureBrowser()
  if (!browser) {
    say(
      'No Chromium was found and none could be installed. Set CHROMIUM_PATH to one and run the tests again.',
    )
    return { ...none, failed: 1 }
  }
  return runPlaywright('chromium', { extra: { CHROMIUM_PATH: browser } })
}

async function runElectron(): Promise<Counts> {
  const electron = findElectronBinary(process.env, root)
  if (!electron) {
    say(
      'Electron: no binary here (`node node_modules/electron/install.js` fetches it); its tests are skipped.',
    )
    const listed = await runPlaywright('electron', { extra: {}, args: ['--list'] })
    return { ...none, skipped: listed.skipped + listed.passed }
  }
  const shown = hasDisplay(process.env, process.platform)
  if (!shown && !findProgram(['xvfb-run'])) await installDebianPackages(['xvfb', 'xauth'])
  if (!shown && !findProgram(['xvfb-run'])) {
    say('Electron: no display and no xvfb-run. Install the package xvfb and run the tests again.')
    return { ...none, failed: 1 }
  }
  return runPlaywright('electron', { extra: { ELECTRON_EXEC_PATH: electron }, framed: !shown })
}

async function runSuites(): Promise<Counts> {
  let total = none
  const known = new Set<string>()
  const runners: readonly (readonly [Suite, () => Promise<Counts>])[] = [
    ['unit', runUnit],
    ['chromium', runChromium],
    ['electron', runElectron],
  ]
  for (const [suite, runner] of runners) {
    if (!wanted(suite)) continue
    const startedAt = performance.now()
    const counts = await runner()
    const left = await leftovers(temporary, known)
    for (const one of left) known.add(one)
    for (const one of left) say(`Left behind by the ${suite} tests: ${one}`)
    const judged =
      left.length > 0
        ? add(counts, { ...none, failed: 1, failures: [`${suite}: left behind ${left.join('; ')}`] })
        : counts
    say(`${suite}: ${summary(judged)} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`)
    total = add(total, judged)
  }
  return total
}

let total = none
try {
  if (await ensureBuilt()) {
    total = await runSuites()
  } else {
    say('Winnow could not be built, so that nothing was tested.')
    total = { ...none, failed: 1 }
  }
} finally {
  alone?.close()
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 })
}
say('')
for (const one of total.failures) say(`failed: ${one}`)
say(summary(total))
process.exitCode = total.failed > 0 ? 1 : 0
