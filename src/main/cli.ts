import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '#shared/base/clock.ts'
import { ok } from '#shared/base/result.ts'
import { connectToOwner } from './client/connect.ts'
import { openWorkbench } from './client/open.ts'
import type { Connection, Purpose } from './cli/context.ts'
import { CommandFailure, expectOk } from './cli/outcome.ts'
import { plain } from './cli/print.ts'
import { gitPatience } from './git/at-work.ts'
import { readStandardInput, runProgram } from './cli/program.ts'
import { winnowHome } from './instance/home.ts'
import { onlyReadReason, type OnlyRead } from './instance/only-read.ts'
import { mustBeNoCopy } from './instance/place.ts'
import { hideSecrets } from './system/hide-secrets.ts'
import { version } from './version.ts'

hideSecrets()
const home = winnowHome()
const folder = process.cwd()
const hostPatience = 15_000

/** Starts a host that outlives this command, and waits until it answers. */
async function startDetachedHost(): Promise<void> {
  const serve = path.join(path.dirname(fileURLToPath(import.meta.url)), 'serve.js')
  const child = spawn(process.execPath, [serve, '--quiet'], {
    detached: true,
    stdio: 'ignore',
    env: process.env,
  })
  const failed = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code) => resolve(`it ended with exit code ${String(code)}`))
  })
  child.unref()
  const until = performance.now() + hostPatience
  for (;;) {
    const reached = await connectToOwner(home, version)
    if (reached.ok) {
      reached.value.close()
      return
    }
    const ended = await Promise.race([failed, pause(50).then(() => null)])
    if (ended !== null || performance.now() > until)
      throw new CommandFailure({
        kind: 'unreachable',
        message: `The workbench could not be started in the background (${ended ?? 'it does not answer'}). No task was started. Run \`winnow serve\` to see why.`,
      })
  }
}

/** Tells that the data folder is only read; before anything else is printed. */
function tellOnlyRead({ notice }: OnlyRead): void {
  process.stderr.write(`winnow: ${plain(notice)}\n`)
}

async function read(why: OnlyRead): Promise<Connection> {
  tellOnlyRead(why)
  const { readWorkbench } = await import('./client/read.ts')
  return expectOk(
    await readWorkbench({
      home,
      why,
      workbench: async (copy) => {
        const { createWorkbench } = await import('./workbench.ts')
        return createWorkbench({
          home,
          copy,
          host: 'command',
          env: process.env,
          version,
          openedPath: null,
        })
      },
    }),
  )
}

async function connect(purpose: Purpose): Promise<Connection> {
  if (purpose === 'read') {
    const why = onlyReadReason(home)
    if (why !== null) return read(why)
  }
  if (purpose === 'start') {
    const running = await connectToOwner(home, version)
    if (running.ok)
      return { client: running.value.client, close: () => Promise.resolve(running.value.close()) }
    if (running.error.kind === 'noOwner' || running.error.kind === 'unreachable') {
      // The host in the background could say it to nobody.
      if (existsSync(home)) expectOk(mustBeNoCopy(home))
      await startDetachedHost()
    }
  }
  const opened = expectOk(
    await openWorkbench({
      home,
      version,
      workbench: async () => {
        const { createWorkbench } = await import('./workbench.ts')
        return createWorkbench({
          home,
          host: 'command',
          env: process.env,
          version,
          openedPath: null,
          runsQueue: purpose === 'wait',
        })
      },
    }),
  )
  endWithGits()
  return { client: opened.client, close: () => opened.close() }
}

/** Git is in no process group of ours: what ends this command from a terminal ends the gits that it started, as it exits. */
function endWithGits(): void {
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const)
    process.once(signal, () => process.exit(128 + number))
}

async function open(target: string): Promise<{ message: string; link: string | null }> {
  const connection = await connect('start')
  try {
    const repository = expectOk(await connection.client.repository.open({ path: target }))
    const shown = expectOk(await connection.client.host.open({ repository: repository.id }))
    if (shown.url === null) return { message: `${repository.name} is open in Winnow.`, link: null }
    return {
      message: `Open ${shown.url} in a browser on this machine. The link works once.`,
      link: shown.url,
    }
  } finally {
    await connection.close()
  }
}

/** What a host that ran in this process ended with; it says itself why. */
let served = 0
const ended = await runProgram(process.argv.slice(2), {
  version,
  folder,
  gitPatience: gitPatience(process.env),
  connect,
  open,
  readStdin: readStandardInput,
  print: (text) => process.stdout.write(`${text}\n`),
  serve: async (options) => {
    const { serve } = await import('./serve.ts')
    served = await serve(options)
    // Fires only if something forgot to let go of the event loop.
    setTimeout(() => process.exit(), 2000).unref()
  },
  adopt: async () => {
    const { claimHome } = await import('./instance/claim.ts')
    const { mustBeCopy, renewPlace } = await import('./instance/place.ts')
    const { leaveSessions } = await import('./store/adopt.ts')
    const owner = claimHome(home, mustBeCopy)
    if (!owner.ok) return owner
    try {
      const aside = leaveSessions(home, systemClock)
      if (!aside.ok) return aside
      renewPlace(home)
      return ok({ aside: aside.value })
    } finally {
      owner.value.release()
    }
  },
  inspect: async () => {
    const { inspectDatabase } = await import('./store/recover.ts')
    const why = onlyReadReason(home)
    if (why === null) {
      const { claimHome } = await import('./instance/claim.ts')
      const owner = expectOk(claimHome(home))
      try {
        return inspectDatabase(home)
      } finally {
        owner.release()
      }
    }
    tellOnlyRead(why)
    const { copyToRead } = await import('./store/copy-to-read.ts')
    const copy = await copyToRead(home)
    if (!copy.ok) return copy
    try {
      return inspectDatabase(home, copy.value.folder)
    } finally {
      copy.value.remove()
    }
  },
  recover: async () => {
    const { claimHome } = await import('./instance/claim.ts')
    const { inspectDatabase, keepWhole, useCopy } = await import('./store/recover.ts')
    const owner = expectOk(claimHome(home))
    return {
      inspect: () => inspectDatabase(home),
      keepWhole: () => keepWhole(home, systemClock),
      useCopy: (file) => useCopy(home, file, systemClock),
      close: () => owner.release(),
    }
  },
  serveMcp: async (session) => {
    const { serveSessionReview, serveTurnReview } = await import('./mcp/command.ts')
    if (session === null) return serveTurnReview(process.env)
    const connection = await connect('start')
    try {
      return await serveSessionReview(connection.client, session, version)
    } finally {
      await connection.close()
    }
  },
  doctor: async (agent) => {
    const { runDoctor, runAgent } = await import('./doctor/doctor.ts')
    const machine = { env: process.env, platform: process.platform }
    return agent === null ? runDoctor(machine) : runAgent(agent, machine)
  },
})
process.exitCode = ended || served
