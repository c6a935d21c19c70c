import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const patience = 5000

/**
 * What is left of a suite's tests: processes and folders, as lines for a person. What is just about to end gets a
 * moment to do so.
 */
export async function leftovers(temporary: string): Promise<readonly string[]> {
  for (const until = Date.now() + patience; ;) {
    const left = [...(await leftoverProcesses(temporary)), ...(await leftoverFolders(temporary))]
    if (left.length === 0 || Date.now() > until) return left
    await delay(100)
  }
}

/**
 * Processes that still carry `mark` in their environment: what a test started and did not end. Only Linux tells;
 * elsewhere there is nothing to find.
 */
async function leftoverProcesses(mark: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue
    // A process may be gone, or belong to someone else.
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '')
    if (!environment.includes(mark)) continue
    const words = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
    if (words) found.push(`${entry} ${words.replaceAll('\0', ' ').trim().slice(0, 160)}`)
  }
  return found
}

/** Folders of tests that are still in their temporary folder. */
async function leftoverFolders(temporary: string): Promise<readonly string[]> {
  const entries = await readdir(temporary).catch(() => [])
  return entries.filter((name) => name.startsWith('winnow-'))
}
