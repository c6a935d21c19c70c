import { readFile } from 'node:fs/promises'
import { commandOf, listProcesses } from './process-table.ts'
import { markName } from './turn-mark.ts'

/** A process that carries the mark of a turn. */
export interface MarkedProcess {
  readonly pid: number
  /** The value of the mark; see `turn-mark.ts`. */
  readonly mark: string
  /** Its command line, words divided by spaces; empty where it has none to show. */
  readonly command: string
}

/** The mark in the environment of a process; null without one, or where it may not be looked at. */
export async function markOf(pid: number | 'self'): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const found = text.split('\0').find((entry) => entry.startsWith(`${markName}=`))
  return found === undefined ? null : found.slice(markName.length + 1)
}

/**
 * The processes whose environment has a mark that begins so, this one left out. Only where there is a `/proc`, and of
 * those that the person may look at; one that took the mark out of its environment is not found.
 */
export async function markedProcesses(prefix: string): Promise<readonly MarkedProcess[]> {
  const found = await Promise.all(
    (await listProcesses()).map(async ({ pid }): Promise<MarkedProcess | null> => {
      const mark = pid === process.pid ? null : await markOf(pid)
      if (!mark?.startsWith(prefix)) return null
      return { pid, mark, command: await commandOf(pid) }
    }),
  )
  return found.filter((one) => one !== null)
}
