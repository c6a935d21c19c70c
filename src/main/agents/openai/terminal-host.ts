import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { ReadStream } from 'node:tty'
import type { requireBinary } from '@lydell/node-pty/requireBinary.js'

/**
 * A program of its own: runs a command in a terminal, passes its standard input on to it and gives what it prints and its
 * exit code. It runs where any command of a turn runs, so that the workbench's process never has the terminal, nothing
 * else that it starts inherits it, and a stop is the same as for every command. Arguments: milliseconds from SIGTERM to
 * SIGKILL, then the command. Where there can be no terminal the command runs with pipes, and that is said.
 */
const [killAfter = '5000', file = '/bin/sh', ...args] = process.argv.slice(2)

const columns = 100
const rows = 30
/** How often nothing must have come, so many milliseconds apart, before a terminal is closed that the background keeps. */
const quietLooks = 10
const quietPause = 30

const env: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm-256color' }
delete env['ELECTRON_RUN_AS_NODE']

try {
  const native = await import('@lydell/node-pty/requireBinary.js')
  inTerminal(native.requireBinary('pty.node'))
} catch (error) {
  withPipes(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
}

function inTerminal(binding: ReturnType<typeof requireBinary>): void {
  let reads = 0
  let isRead = false
  const ended = (exitCode: number, signal: number): void => {
    process.exitCode = signal > 0 ? 128 + signal : exitCode
    // What reads has to come to an end; what holds the terminal open in the background need not. Turns of the event loop
    // are counted, in which something would have been read, for on a busy machine time alone says nothing.
    const finish = (before: number, quiet: number): void => {
      if (isRead || quiet >= quietLooks) {
        // Nothing else knows of what is left in it.
        endSession(pid, ['SIGKILL'])
        process.exit()
      }
      const look = (): void => finish(reads, reads === before ? quiet + 1 : 0)
      setTimeout(() => setImmediate(look), quietPause)
    }
    finish(reads, 0)
  }
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`)
  const { fd, pid } = binding.fork(
    file,
    args,
    pairs,
    process.cwd(),
    columns,
    rows,
    -1,
    -1,
    true,
    helperProgram(),
    ended,
  )
  const terminal = new ReadStream(fd)
  terminal.on('data', (bytes) => {
    reads += 1
    pass(bytes)
  })
  // EIO: nobody has the terminal any more.
  terminal.on('error', () => undefined)
  terminal.on('close', () => (isRead = true))
  process.stdin.on('data', (bytes) => terminal.write(bytes))
  process.on('SIGINT', () => undefined)
  const end = (patience: number): void => {
    endSession(pid, ['SIGTERM', 'SIGHUP', 'SIGCONT'])
    setTimeout(() => endSession(pid, ['SIGKILL']), patience)
  }
  process.on('SIGTERM', () => end(Number(killAfter)))
  // The workbench is gone, and two seconds are left.
  process.stdin.on('end', () => end(500))
}

/** Waits until it is taken, which slows the command down instead of filling memory. */
function pass(bytes: Uint8Array): void {
  try {
    for (let from = 0; from < bytes.length;) from += writeSync(1, bytes, from)
  } catch {
    // Nobody reads any more.
  }
}

/** macOS needs a program in between. Inside an archive of Electron nothing can be started. */
function helperProgram(): string {
  if (process.platform !== 'darwin') return ''
  const name = `@lydell/node-pty-${process.platform}-${process.arch}/spawn-helper`
  return createRequire(import.meta.url)
    .resolve(name)
    .replace('app.asar/', 'app.asar.unpacked/')
}

/** Signals all that a terminal's session holds: a shell with job control gives each job a group of its own. */
function endSession(session: number, signals: readonly NodeJS.Signals[]): void {
  for (const signal of signals)
    for (const target of sessionMembers(session))
      try {
        process.kill(target, signal)
      } catch {
        // It is gone already.
      }
}

function sessionMembers(session: number): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return []
      try {
        // "pid (name) state parent group session …", where the name may hold anything.
        const text = readFileSync(`/proc/${name}/stat`, 'latin1')
        return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[3]) === session ? [Number(name)] : []
      } catch {
        return []
      }
    })
  } catch {
    // Without a `/proc` its own group is all that is known.
    return [-session]
  }
}

function withPipes(why: string): void {
  pass(Buffer.from(`(There is no terminal here, so this runs with pipes: ${why})\n`))
  const child = spawn(file, args, { stdio: ['pipe', 'inherit', 'inherit'], env: { ...env, TERM: 'dumb' } })
  child.stdin.on('error', () => undefined)
  process.on('SIGINT', () => undefined)
  process.stdin.on('data', (bytes: Buffer) => {
    // A terminal would have made a signal of it.
    if (bytes.includes(3)) process.kill(0, 'SIGINT')
    else child.stdin.write(bytes)
  })
  process.on('SIGTERM', () => undefined)
  child.on('error', (error) => {
    pass(Buffer.from(`${error.message}\n`))
    process.exit(127)
  })
  child.on('close', (exitCode, signal) =>
    process.exit(exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal])),
  )
}
