import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unwrap } from '#shared/base/result.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { connectToOwner, type OwnerConnection } from '#main/client/connect.ts'
import { testGitEnvironment } from './repository.ts'
import { until } from './until.ts'

/** The owner of a data folder in a process of its own, with a git that takes its time. */
export class KillableOwner {
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  #connection: OwnerConnection | null = null

  /** `env` is what it has in its environment besides. */
  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder
    this.#env = env
    mkdirSync(path.join(folder, 'bin'), { recursive: true })
    mkdirSync(path.join(folder, 'tmp'), { recursive: true })
    writeSlowGit(path.join(folder, 'bin', 'git'))
  }

  get home(): string {
    return path.join(this.#folder, 'winnow')
  }

  get client(): WorkbenchClient {
    if (!this.#connection) throw new Error('no owner is connected')
    return this.#connection.client
  }

  /**
   * Starts it; `killed` says after how many milliseconds it is killed while it still starts, counted from when the file
   * `from` of the data folder is there.
   */
  async start(killed: number | null = null, from = ''): Promise<'ready' | 'killed'> {
    const env = testGitEnvironment(this.#folder)
    const child = spawn(process.execPath, [path.resolve('test/support/kill-owner.ts'), this.home], {
      env: {
        ...env,
        PATH: `${path.join(this.#folder, 'bin')}${path.delimiter}${env['PATH'] ?? ''}`,
        TMPDIR: path.join(this.#folder, 'tmp'),
        SHELL: '/bin/sh',
        NODE_NO_WARNINGS: '1',
        ...this.#env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child = child
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    if (killed !== null)
      await until('the moment', () => existsSync(path.join(this.home, from)) || gone(child), 30_000)
    const timer = killed === null ? null : setTimeout(() => child.kill('SIGKILL'), killed)
    await until('the owner starts', () => said.includes('ready\n') || gone(child), 120_000)
    if (timer) clearTimeout(timer)
    if (gone(child) && killed !== null && child.signalCode === 'SIGKILL') return 'killed'
    if (!said.startsWith('ready\n')) throw new Error(`the owner did not start: ${said}`)
    if (killed !== null) {
      await this.kill('owner')
      return 'killed'
    }
    this.#connection = unwrap(await connectToOwner(this.home, 'kill'))
    return 'ready'
  }

  /** SIGKILL, as it comes: to the owner alone, whose git then goes on, or to everything, as when the power goes. */
  async kill(whom: 'owner' | 'everything'): Promise<void> {
    const child = this.#child
    if (child && !gone(child)) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    this.#connection?.close()
    this.#connection = null
    if (whom === 'owner') return
    for (let left = this.processes(); left.length > 0; left = this.processes())
      for (const { pid } of left) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It ended by itself.
        }
      }
  }

  /** Ends it as a person would. */
  async end(): Promise<void> {
    this.#connection?.close()
    this.#connection = null
    const child = this.#child
    if (!child || gone(child)) return
    const ended = once(child, 'exit')
    child.stdin?.write('end\n')
    await ended
  }

  /** Processes of this data folder, the owner among them: they carry its folder in their environment. */
  processes(): readonly { readonly pid: number; readonly command: string }[] {
    const found: { pid: number; command: string }[] = []
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      try {
        const environment = readFileSync(`/proc/${entry}/environ`, 'utf8')
        if (!environment.includes(`HOME=${this.#folder}`)) continue
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        if (command) found.push({ pid: Number(entry), command })
      } catch {
        // It ended meanwhile.
      }
    }
    return found
  }
}

function gone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** A real git, only slower: it waits some milliseconds before and after, so that a kill hits inside. */
function writeSlowGit(file: string): void {
  const real = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'git'))
    .find((name) => {
      try {
        return readFileSync(name).length > 0
      } catch {
        return false
      }
    })
  if (!real) throw new Error('there is no git on PATH')
  writeFileSync(
    file,
    `#!/bin/sh\n[ $(( $$ % 3 )) = 0 ] && sleep 0.0$(( $$ % 20 ))\n'${real}' "$@"\ncode=$?\n[ $(( $$ % 3 )) = 1 ] && sleep 0.0$(( $$ % 20 ))\nexit $code\n`,
  )
  chmodSync(file, 0o755)
}
