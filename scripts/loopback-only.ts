import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { findProgram, run } from './command.ts'

export interface LoopbackOnly {
  /** What goes before a command, so that it has no network but loopback. */
  readonly before: readonly string[]
  close(): void
}

/**
 * A network of its own for the tests, with loopback and nothing else: what runs in it can't leave this machine. Null where the
 * system does not let us make one.
 */
export async function openLoopbackOnly(): Promise<LoopbackOnly | null> {
  const [bubblewrap, enter] = [findProgram(['bwrap']), findProgram(['nsenter'])]
  // As another user it would be a namespace of users, too, in which the tests would be another user.
  if (process.getuid?.() !== 0 || bubblewrap === null || enter === null) return null
  const holder = spawn(
    bubblewrap,
    ['--unshare-net', '--dev-bind', '/', '/', '--die-with-parent', '--info-fd', '3', 'sleep', 'infinity'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<null>((resolve) => {
    holder.on('error', () => resolve(null))
    holder.on('close', () => resolve(null))
  })
  const told = holder.stdio[3] as Readable
  let text = ''
  told.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  await Promise.race([once(told, 'end'), ended])
  const pid = /"child-pid": (\d+)/.exec(text)?.[1]
  const close = (): void => void holder.kill('SIGKILL')
  const before = [enter, `--net=/proc/${pid ?? 0}/ns/net`, '--']
  const [program = '', ...args] = before
  if (pid !== undefined && (await run(program, [...args, 'true'])).exitCode === 0) return { before, close }
  close()
  return null
}
