import { readFileSync } from 'node:fs'
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
  // One that waits for the disk stops when that is done: till then the disk is written, and no copy of it is of one moment.
  // One that waits for a child that was halted before it began never stops: it writes nothing either.
  const end = Date.now() + 1000
  while (Date.now() < end && [...halted].some(isGoing))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
  try {
    work()
  } finally {
    for (const pid of halted) signal(pid, 'SIGCONT')
  }
}

function isGoing(pid: number): boolean {
  try {
    const [state = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? ''
    return !'TtZX'.includes(state)
  } catch {
    return false
  }
}
