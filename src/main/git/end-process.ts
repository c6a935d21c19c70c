import type { ChildProcess } from 'node:child_process'

/** Whether a child is made the leader of a process group, so that it can be ended with all that it started. */
export const hasGroups = process.platform !== 'win32'

/** Milliseconds until what holds the pipes of an ended process is not waited for any longer. */
const pipeGrace = 1000

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
