import type { ChildProcess } from 'node:child_process'

/** Whether a child is made the leader of a process group, so that it can be ended with all that it started. */
export const hasGroups = process.platform !== 'win32'

/** Milliseconds until what holds the pipes of an ended process is not waited for any longer. */
const pipeGrace = 1000
/** Milliseconds after which one that was killed and does not go is waited for no longer. */
export const goneGrace = 3000

/**
 * Ends a child that leads a process group, with all that it started and that is still in the group: a filter of git that is
 * stuck would hold git's pipes for ever. With a `grace` it is asked first (SIGTERM), so that git takes its locks away, and
 * what is left after so many milliseconds is killed. Its pipes are closed in the end, whoever has them.
 */
export function endGroup(child: ChildProcess, grace = 0): void {
  const kill = (): void => {
    signalGroup(child, 'SIGKILL')
    setTimeout(() => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    }, pipeGrace).unref()
  }
  if (grace === 0) return kill()
  signalGroup(child, 'SIGTERM')
  const timer = setTimeout(kill, grace)
  timer.unref()
  child.once('close', () => clearTimeout(timer))
}

/**
 * The same, and calls `stuck` where that ends nothing: a process in the midst of a read from a disk that is away takes no
 * signal, and neither does another user's. Nobody waits for such a one, nor is our own end held up by it.
 */
export function endGroupOr(child: ChildProcess, stuck: () => void, grace = 0): void {
  endGroup(child, grace)
  const timer = setTimeout(() => {
    for (const stream of child.stdio) stream?.destroy()
    child.unref()
    stuck()
  }, grace + goneGrace)
  timer.unref()
  child.once('close', () => clearTimeout(timer))
}

/** That a process was ended and did not go, in words that follow what it could not do. */
export function stuckText(pid: number | null): string {
  return `it was ended but did not go (${pid === null ? 'it' : `process ${pid}`} waits for a disk that does not answer, or is another user’s), and is waited for no longer; what it had begun may still be done later`
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const { pid, exitCode, signalCode, stdout, stderr } = child
  // With its pipes closed nothing is left of it, and the number may be another's.
  const isGone =
    (exitCode ?? signalCode) !== null && stdout?.destroyed !== false && stderr?.destroyed !== false
  if (pid === undefined || isGone) return
  try {
    if (hasGroups) process.kill(-pid, signal)
    else child.kill(signal)
  } catch {
    // Nothing of it is left.
  }
}
