import { readdir, readFile } from 'node:fs/promises'

/**
 * Processes that still carry `mark` in their environment: what a test started and did not end. Only Linux tells;
 * elsewhere there is nothing to find.
 */
export async function leftoverProcesses(mark: string): Promise<readonly string[]> {
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
export async function leftoverFolders(temporary: string): Promise<readonly string[]> {
  const entries = await readdir(temporary).catch(() => [])
  return entries.filter((name) => name.startsWith('winnow-'))
}
