import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What Linux says of processes; nothing elsewhere. */

/** Clock ticks in a second: fixed by the kernel's interface. */
const ticks = 100

function fields(pid: number): readonly string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name may hold spaces and brackets; what comes after it does not.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Milliseconds of processor time used so far. */
export function processorTime(pid: number): number {
  const at = fields(pid)
  return ((Number(at[11]) + Number(at[12])) / ticks) * 1000
}

/**
 * Memory in MB of 1024² bytes that a process costs: its own, and its part of what it shares with others, as the browser's
 * program and the pictures of a page (the kernel's "proportional set size").
 */
export function proportionalMemory(pid: number): number {
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(found?.[1] ?? Number.NaN) / 1024
}

/** Resident memory in MB of 1024² bytes. */
export function residentMemory(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1] ?? Number.NaN) / 1024
}

export interface Handles {
  readonly files: number
  /** Watches of files and folders, over all watchers. */
  readonly watches: number
}

/** Open files of a process, and what it watches. */
export function handles(pid: number): Handles {
  let files = 0
  let watches = 0
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      files += 1
      if (readlinkSync(`/proc/${pid}/fd/${name}`) !== 'anon_inode:inotify') continue
      watches += readFileSync(`/proc/${pid}/fdinfo/${name}`, 'utf8').split('\ninotify ').length - 1
    } catch {
      // Closed in between.
    }
  }
  return { files, watches }
}

/** Ids of all processes below one, with their names. */
export function descendants(pid: number): readonly { readonly pid: number; readonly name: string }[] {
  const children = new Map<number, { pid: number; name: string }[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const parent = Number(fields(Number(entry))[1])
      const name = readFileSync(`/proc/${entry}/comm`, 'utf8').trim()
      const list = children.get(parent) ?? []
      list.push({ pid: Number(entry), name })
      children.set(parent, list)
    } catch {
      // Gone in between.
    }
  }
  const found: { pid: number; name: string }[] = []
  const visit = (parent: number): void => {
    for (const child of children.get(parent) ?? []) {
      found.push(child)
      visit(child.pid)
    }
  }
  visit(pid)
  return found
}
