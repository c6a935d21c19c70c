import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Runs a turn of the built-in agent in a process of its own and kills that some milliseconds after `far`: the moment within
 * what goes on then is what varies, nothing is waited for by it.
 */
export async function killTurn(
  turn: {
    readonly worktree: string
    readonly folder: string
    /** The model's server. */
    readonly url: string
    readonly prompt: string
  },
  far: () => Promise<unknown>,
  milliseconds: number,
): Promise<void> {
  const script = path.resolve('test/support/agent-turn-process.ts')
  const node = path.resolve('node_modules/.bin/node')
  const child = spawn(node, [script, turn.worktree, turn.folder, turn.url, turn.prompt], { stdio: 'ignore' })
  const closed = once(child, 'close')
  await far()
  await pause(milliseconds)
  child.kill('SIGKILL')
  await closed
}
