import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ok, type Result } from '#shared/base/result.ts'
import type { AgentManifest } from './agents/manifest.ts'
import type { RunningHost } from './instance/host.ts'
import { winnowHome } from './instance/home.ts'
import { recordedPort } from './instance/record.ts'
import { hideSecrets } from './system/hide-secrets.ts'
import { version } from './version.ts'

/** The plain-Node host: serves the renderer and the workbench on loopback. */

export interface ServeOptions {
  /** The loopback port; any free one when absent. */
  readonly port?: number | undefined
  /** A repository to start on. */
  readonly path?: string | undefined
  /** Prints nothing, and ends by itself when nothing runs and nobody is connected for a while. */
  readonly quiet?: boolean
  /** Agents besides those that Winnow knows. */
  readonly agents?: readonly AgentManifest[]
}

/** How long a host that nobody asked to see stays without work and without clients, in milliseconds. */
const idleTime = 60_000
/** How long another process that owns the data folder for a moment is waited for. */
const ownerPatience = 10_000

/**
 * Owns the data folder and serves until told to end (SIGINT, SIGTERM, SIGHUP). Where another process owns it, that
 * one is asked to show itself, and this one ends. Gives the exit code.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const home = winnowHome()
  const say = (text: string): void => {
    if (!options.quiet) process.stdout.write(`${text}\n`)
  }
  const openedPath = options.path === undefined ? null : path.resolve(options.path)
  const started = await startWebHost(home, openedPath, options)
  if (!started.ok) {
    if (started.error.kind === 'owned') return showOther(home, openedPath, say, started.error.message)
    process.stderr.write(`${started.error.message}\n`)
    return 1
  }
  const { host, link } = started.value
  return new Promise<number>((resolve) => {
    const finish = (code: number): void => {
      host.end().then(
        () => resolve(code),
        (error: unknown) => {
          process.stderr.write(`Winnow did not end cleanly: ${String(error)}\n`)
          resolve(1)
        },
      )
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => finish(0))
    say(
      `Open ${link()} in a browser on this machine. The link works once; \`winnow open\` prints a fresh one.`,
    )
    host.ready.then(
      (made) => {
        if (!made.ok) {
          process.stderr.write(`${made.error.message}\n`)
          finish(1)
        } else if (options.quiet) void untilIdle(host).then(() => finish(0))
      },
      (error: unknown) => {
        process.stderr.write(`The workbench could not start: ${String(error)}\n`)
        finish(1)
      },
    )
  })
}

/** Starts the host; resolves before the workbench itself is loaded. */
async function startWebHost(
  home: string,
  openedPath: string | null,
  { port = 0, agents }: Pick<ServeOptions, 'port' | 'agents'>,
) {
  const [{ startHost }, { Entry }, { createWebPages }] = await Promise.all([
    import('./instance/host.ts'),
    import('./web/entry.ts'),
    import('./web/web-host.ts'),
  ])
  const entry = new Entry()
  const folder = fileURLToPath(new URL('../renderer', import.meta.url))
  const started = await startHost({
    home,
    kind: 'web',
    version,
    port,
    pages: (acceptor, serveChannel) =>
      createWebPages({ folder, version, entry, acceptor, serve: serveChannel }),
    services: {
      open: (repository) => Promise.resolve(ok({ url: link(repository) })),
      openWindow: () => Promise.resolve(ok({ url: link() })),
    },
    async workbench() {
      const { createWorkbench } = await import('./workbench.ts')
      const ownPort = (): number | null => recordedPort(home)
      const options = { home, host: 'web', env: process.env, version, openedPath, ownPort } as const
      return createWorkbench(agents === undefined ? options : { ...options, agents })
    },
  })
  const link = (repository: string | null = null): string => {
    if (!started.ok) return ''
    const shown = repository === null ? '' : `&repository=${encodeURIComponent(repository)}`
    return `http://127.0.0.1:${started.value.port}/?token=${entry.issue()}${shown}`
  }
  return started.ok ? ok({ host: started.value, link }) : started
}

/** Resolves when nothing runs and nobody was connected for `idleTime`. */
async function untilIdle(host: RunningHost): Promise<void> {
  const idle = (): boolean => host.connections === 0 && host.running().length === 0
  for (let since = performance.now(); performance.now() - since < idleTime;) {
    await pause(1000)
    if (!idle()) since = performance.now()
  }
}

/** Has the owner of the data folder show itself. */
async function showOther(
  home: string,
  openedPath: string | null,
  say: (text: string) => void,
  owned: string,
): Promise<number> {
  const { connectToOwner } = await import('./client/connect.ts')
  const until = performance.now() + ownerPatience
  for (;;) {
    const reached = await connectToOwner(home, version)
    if (reached.ok) {
      try {
        const { client } = reached.value
        const opened = openedPath === null ? null : await client.repository.open({ path: openedPath })
        if (opened && !opened.ok) {
          process.stderr.write(`${opened.error.message}\n`)
          return 1
        }
        const shown = await client.host.open({ repository: opened?.value.id ?? null })
        if (shown.ok) {
          const { url } = shown.value
          say(
            url === null
              ? 'Winnow runs already; its window is in front.'
              : `Winnow runs already. Open ${url}`,
          )
          return 0
        }
      } finally {
        reached.value.close()
      }
    } else if (reached.error.kind === 'version' || performance.now() > until) {
      process.stderr.write(`${reached.error.kind === 'noOwner' ? owned : reached.error.message}\n`)
      return 1
    }
    if (performance.now() > until) {
      process.stderr.write(`${owned}\n`)
      return 1
    }
    await pause(100)
  }
}

/** Reads the command line of `serve.js`. */
function readArguments(argv: readonly string[]): Result<ServeOptions, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { port: { type: 'string' }, quiet: { type: 'boolean' } },
    })
    const port = values.port === undefined ? undefined : Number(values.port)
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      return { ok: false, error: `"${String(values.port)}" is not a port. Nothing was started.` }
    }
    return ok({ port, path: positionals[0], quiet: values.quiet ?? false })
  } catch (error) {
    return { ok: false, error: `${String(error)}. Usage: serve [--port N] [--quiet] [FOLDER]` }
  }
}

// The command line imports this file; run by itself it is the program.
if (/^serve\.(?:js|ts)$/.test(path.basename(process.argv[1] ?? ''))) {
  hideSecrets()
  const options = readArguments(process.argv.slice(2))
  if (options.ok) {
    process.exitCode = await serve(options.value)
    // Fires only if something forgot to let go of the event loop.
    setTimeout(() => process.exit(), 2000).unref()
  } else {
    process.stderr.write(`${options.error}\n`)
    process.exitCode = 2
  }
}
