import { listProcesses } from '../system/process-table.ts'

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
  const processes = await listProcesses()
  return processes.length === 0 || processes.some((entry) => entry.group === group)
}
