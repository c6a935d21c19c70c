import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  _electron,
  type Browser,
  chromium,
  type ElectronApplication,
  type Page,
  test as base,
} from '@playwright/test'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { connectToOwner } from '#main/client/connect.ts'
import { version } from '#main/version.ts'
import { temporaryFolder } from './repository.ts'

export const root: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** Which host the tests of a Playwright project drive. */
export interface HostOptions {
  readonly host: 'web' | 'electron'
}

/** A workbench of its own for one test: a data folder, a host, and a page on it. */
export interface Workbench {
  /** The data folder, and the home folder of everything that runs. */
  readonly home: string
  readonly environment: Record<string, string>
  /** Starts the host, on a repository if one is named, and gives its first page. Once at a time. */
  start(options?: {
    readonly repository?: string
    readonly env?: Record<string, string>
    /** Starts by `npm start` called in this folder, for a browser. */
    readonly calledIn?: string
    /** The web host has an agent more, one that asks: see `asking-agent.ts`. */
    readonly asking?: boolean
    /** The web host's port; any free one when absent. */
    readonly port?: number
    /** What is done once the web host runs, before its first page opens. */
    readonly before?: () => Promise<void>
  }): Promise<Page>
  /** Opens one more page of the running web host, as a second tab would. */
  openPage(): Promise<Page>
  /** Ends the host as the person would; what it keeps is in `home`. */
  stop(): Promise<void>
  /** Ends the host's process at once (SIGKILL), as a power cut would. */
  kill(): Promise<void>
  /**
   * Asks the running host what a command line would ask it, by the same way, without a process for each question. Null
   * where none runs.
   */
  ask<T>(question: (client: WorkbenchClient) => Promise<T>): Promise<T | null>
  /** Runs the command line on the same data folder. */
  command(args: readonly string[], input?: string): Promise<CommandOutcome>
}

export interface CommandOutcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** What every process of a test gets: temporary places instead of the person's. */
function cleanEnvironment(home: string): Record<string, string> {
  const kept = ['PATH', 'DISPLAY', 'XAUTHORITY', 'TMPDIR', 'LANG', 'ELECTRON_EXEC_PATH']
  const environment: Record<string, string> = {}
  for (const name of kept) if (process.env[name]) environment[name] = process.env[name]
  return {
    ...environment,
    HOME: home,
    WINNOW_HOME: path.join(home, 'winnow'),
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    GIT_CONFIG_GLOBAL: path.join(home, '.gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    SHELL: '/bin/sh',
  }
}

const askingHost = path.join('test', 'support', 'asking-host-process.ts')

/** Chromium without anything that reaches out of this machine. */
export const browserFlags: readonly string[] = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]
const asRoot = process.getuid?.() === 0

/** Starts `node FILE ARGS` and gives the first web address it prints on its standard output. */
export async function startServer(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ readonly link: string; readonly process: ChildProcess }> {
  const server = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const link = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
      const found = /https?:\/\/\S+(?=\s)/.exec(output)
      if (found) resolve(found[0])
    }
    server.stdout.on('data', listen)
    server.stderr.on('data', listen)
    server.on('error', reject)
    server.on('close', (code) => reject(new Error(`the host ended with ${String(code)}:\n${output}`)))
  })
  return { link, process: server }
}

/** Waits until the page has painted a hunk in focus: only then do the keys decide it. */
export async function painted(page: Page, hunk: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const newest = performance.getEntriesByName('winnow:painted').at(-1)
      return newest instanceof PerformanceMark && (newest.detail as { hunk: string }).hunk === wanted
    },
    hunk,
    { polling: 'raf' },
  )
}

/** Asks a process to end and waits until it has. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill(signal)
  await closed
}

/**
 * Starts the built app in Electron, held back until Playwright is connected. That does so itself only with a binary that
 * it finds by itself: an app in one that it is told of runs on meanwhile, and where it connects while the window is on its
 * way to its page, it misses the arrival and waits for it for ever.
 */
export function launchElectron(
  environment: Record<string, string>,
  ...words: readonly string[]
): Promise<ElectronApplication> {
  const executable = environment['ELECTRON_EXEC_PATH']
  return _electron.launch({
    ...(executable ? { executablePath: executable } : {}),
    args: [...(asRoot ? ['--no-sandbox'] : []), path.join(root, 'test', 'support', 'held-app'), ...words],
    cwd: root,
    env: environment,
  })
}

/** Starts Chromium when it is first asked for. */
type BrowserOfWorker = () => Promise<Browser>

export const test = base.extend<
  HostOptions & { readonly workbench: Workbench },
  { readonly browserOfWorker: BrowserOfWorker }
>({
  host: ['web', { option: true }],

  // One for all tests of a worker: to start it costs as much as a short test, and each has a context of its own in it.
  browserOfWorker: [
    async ({ headless }, use) => {
      let browser: Promise<Browser> | null = null
      await use(async () => {
        if (browser && !(await browser).isConnected()) browser = null
        browser ??= chromium.launch({
          ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
          args: [...browserFlags, ...(asRoot ? ['--no-sandbox'] : [])],
          headless,
        })
        return browser
      })
      await (await (browser as Promise<Browser> | null))?.close()
    },
    { scope: 'worker' },
  ],

  workbench: async ({ host, colorScheme, viewport, browserOfWorker }, use) => {
    const folder = temporaryFolder('winnow-e2e-')
    const home = folder.path
    const environment = cleanEnvironment(home)
    let server: ChildProcess | null = null
    let electron: ElectronApplication | null = null
    let context: Awaited<ReturnType<Browser['newContext']>> | null = null
    let link = ''

    const openPage = async (): Promise<Page> => {
      context ??= await (
        await browserOfWorker()
      ).newContext({ colorScheme: colorScheme ?? null, viewport: viewport ?? null })
      const page = await context.newPage()
      await page.goto(link)
      return page
    }

    const start: Workbench['start'] = async (options = {}) => {
      const env = { ...environment, ...options.env }
      const opened = options.repository ? [options.repository] : []
      if (host === 'electron') {
        electron = await launchElectron(env, ...opened)
        return electron.firstWindow()
      }
      const { DISPLAY: _, ...withoutDisplay } = env
      const started = await (options.calledIn === undefined
        ? startServer(
            [
              options.asking ? askingHost : 'out/main/serve.js',
              '--port',
              String(options.port ?? 0),
              ...opened,
            ],
            env,
          )
        : startServer(['scripts/start.ts'], { ...withoutDisplay, INIT_CWD: options.calledIn }))
      server = started.process
      link = started.link
      await options.before?.()
      return openPage()
    }

    const stop = async (): Promise<void> => {
      await context?.close()
      context = null
      if (electron) await electron.close()
      electron = null
      if (server) await endProcess(server)
      server = null
    }

    const kill = async (): Promise<void> => {
      if (electron) await endProcess(electron.process(), 'SIGKILL')
      electron = null
      if (server) await endProcess(server, 'SIGKILL')
      server = null
    }

    const ask: Workbench['ask'] = async (question) => {
      const reach = () => connectToOwner(environment['WINNOW_HOME'] ?? '', version)
      let reached = await reach()
      // One that has much to do may answer late; then a person would ask again.
      for (let more = 0; more < 5 && !reached.ok && reached.error.kind === 'unreachable'; more += 1)
        reached = await reach()
      if (!reached.ok) return null
      try {
        return await question(reached.value.client)
      } finally {
        reached.value.close()
      }
    }

    const command: Workbench['command'] = async (args, input = '') => {
      const child = spawn(process.execPath, ['bin/winnow.mjs', ...args], {
        cwd: root,
        env: environment,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      const stdout: Buffer[] = []
      const stderr: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
      child.stdin.end(input)
      const [exitCode] = (await once(child, 'close')) as [number | null]
      return {
        exitCode: exitCode ?? -1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }
    }

    if (!existsSync(path.join(root, 'out', 'main'))) throw new Error('Winnow is not built: npm run build')
    try {
      await use({ home, environment, start, openPage, stop, kill, ask, command })
    } finally {
      await stop()
      folder.remove()
    }
  },
})

export { expect } from '@playwright/test'
