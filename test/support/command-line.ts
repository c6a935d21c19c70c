import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { readRecord } from '#main/instance/record.ts'
import { testGitEnvironment } from './repository.ts'
import { until } from './until.ts'

export interface CommandRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built `winnow` as people do, in its own process, with a data folder and home of the test's. */
export class CommandLine {
  readonly home: string
  readonly #env: Record<string, string>

  constructor(folder: string, env: Record<string, string> = {}, name = 'winnow-home') {
    this.home = path.join(folder, name)
    this.#env = { ...testGitEnvironment(folder), WINNOW_HOME: this.home, ...env }
  }

  /** Starts it and lets it run. */
  start(args: readonly string[], cwd = process.cwd()): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [path.resolve('bin/winnow.mjs'), ...args], {
      cwd,
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  run(
    args: readonly string[],
    options: { readonly input?: string; readonly cwd?: string } = {},
  ): Promise<CommandRun> {
    return new Promise((resolve, reject) => {
      const child = this.start(args, options.cwd)
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
      child.stdin.on('error', () => undefined)
      child.stdin.end(options.input ?? '')
      child.once('error', reject)
      child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
    })
  }

  /** Runs a command that must succeed and gives its JSON. */
  async json<T>(
    args: readonly string[],
    options: { readonly input?: string; readonly cwd?: string } = {},
  ): Promise<T> {
    const done = await this.run([...args, '--json'], options)
    if (done.exitCode !== 0)
      throw new Error(`winnow ${args.join(' ')} ended with ${done.exitCode}: ${done.stderr}${done.stdout}`)
    return JSON.parse(done.stdout) as T
  }

  /** Ends the workbench that a command started in the background, and waits until its process is gone. */
  async endOwner(): Promise<void> {
    const owner = readRecord(this.home)
    if (owner === null) return
    process.kill(owner.pid, 'SIGTERM')
    await until('the workbench in the background ended', () => !existsSync(`/proc/${owner.pid}`), 60_000)
  }
}
