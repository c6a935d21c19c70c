import { readdir, readFile } from 'node:fs/promises'

/**
 * Whether a process group has a member that can still do something. Signal 0 alone also finds processes that ended
 * but that nobody collected, as in containers without an init process; where there is a `/proc`, they don't count.
 */
export async function groupHasMembers(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const alive = await Promise.all(processes.map((name) => isLiveMember(name, group)))
    return alive.includes(true)
  } catch {
    return true
  }
}

/** By `/proc/<pid>/stat`: "pid (name) state parent group …", where the name may hold anything. */
async function isLiveMember(pid: string, group: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  const [state, , ownGroup] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(ownGroup) === group && state !== 'Z' && state !== 'X'
}
