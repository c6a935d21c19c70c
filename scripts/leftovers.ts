import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const patience = 5000

/**
 * What is left of a suite's tests: processes and folders, as lines for a person. What is just about to end gets a
 * moment to do so; `known` were told before.
 */
export async function leftovers(temporary: string, known: ReadonlySet<string>): Promise<readonly string[]> {
  for (const until = Date.now() + patience; ;) {
    const all = [...(await leftoverProcesses(temporary)), ...(await leftoverFolders(temporary))]
    const left = all.filter((one) => !known.has(one))
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

/** Folders of tests that are still in their temporary folder, each with what it holds. */
async function leftoverFolders(temporary: string): Promise<readonly string[]> {
  const names = (await readdir(temporary).catch(() => [])).filter((name) => name.startsWith('winnow-'))
  return Promise.all(
    names.map(async (name) => {
      const held = await readdir(path.join(temporary, name)).catch(() => [])
      return `${name} (${held.slice(0, 5).join(', ')})`
    }),
  )
}
