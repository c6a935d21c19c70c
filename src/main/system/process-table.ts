import { readdir, readFile, readlink } from 'node:fs/promises'

/** A process as `/proc` tells of it. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** It ended, and nobody collected it. */
  readonly over: boolean
}

/** One process, or null when there is none of that number, or no `/proc`. */
export async function readProcess(pid: number): Promise<ProcessEntry | null> {
  // "pid (name) state parent group …", where the name may hold anything.
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  const [state, parent, group] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (state === undefined || group === undefined) return null
  return { pid, parent: Number(parent), group: Number(group), over: state === 'Z' || state === 'X' }
}

/** Every process there is, those that are over left out. Empty where there is no `/proc`. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  const names = await readdir('/proc').catch((): string[] => [])
  const entries = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readProcess(Number(name))),
  )
  return entries.filter((entry) => entry !== null).filter(({ over }) => !over)
}

/** The command line of a process, words divided by spaces; empty when it ends, or never had one. */
export async function commandOf(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.replaceAll('\0', ' ').trim()
}

/** The process namespace of a process, as `pid:[4026531836]`; null where it may not be looked at. */
export function processNamespace(pid: number | 'self'): Promise<string | null> {
  return readlink(`/proc/${pid}/ns/pid`).catch(() => null)
}

/** Its numbers, from ours to that in the innermost namespace that it is in. */
export async function namespaceNumbers(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')
  return (/^NSpid:\t([\d\t]+)$/m.exec(text)?.[1] ?? '').split('\t').filter(Boolean).map(Number)
}
