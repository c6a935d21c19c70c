import type { KillableOwner } from './kill-process.ts'

/** Does `work` while no process of the owner's data folder goes on, and then lets them. */
export function whileHalted(owner: KillableOwner, work: () => void): void {
  const halted = new Set<number>()
  const signal = (pid: number, name: 'SIGSTOP' | 'SIGCONT'): void => {
    try {
      process.kill(pid, name)
    } catch {
      // It ended by itself.
    }
  }
  for (let more = true; more;) {
    more = false
    for (const { pid } of owner.processes()) {
      if (halted.has(pid)) continue
      signal(pid, 'SIGSTOP')
      halted.add(pid)
      more = true
    }
  }
  try {
    work()
  } finally {
    for (const pid of halted) signal(pid, 'SIGCONT')
  }
}
