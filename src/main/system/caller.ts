import { readdir, readlink } from 'node:fs/promises'
import { markOf } from './marked-processes.ts'
import { listProcesses, processNamespace, readProcess } from './process-table.ts'
import { markOfFolder } from './turn-mark.ts'

/** Whose process it is. */
export type Caller =
  | { readonly kind: 'person' }
  /** One of an agent's turn; `session` is null where it can't be told of which. */
  | { readonly kind: 'agent'; readonly session: string | null }
  /** Nobody can tell. */
  | { readonly kind: 'unknown' }

/**
 * Whose a process is, as far as `/proc` tells: an agent's, when it or one of those that started it carries the mark of a
 * session of this data folder, or when it is in a process namespace that it can't have from the person. One that took
 * the mark away and that nobody waits for any more, outside of a namespace, looks like the person's.
 */
export async function callerOf(pid: number | 'self', home: string): Promise<Caller> {
  const folder = markOfFolder(home)
  const [own, namespace] = await Promise.all([processNamespace('self'), processNamespace(pid)])
  if (namespace === null) return { kind: 'unknown' }
  let next = pid === 'self' ? process.pid : pid
  for (let steps = 0; next > 0 && steps < 1000; steps += 1) {
    const mark = await markOf(next)
    if (mark?.startsWith(folder))
      return { kind: 'agent', session: mark.slice(folder.length).split('/')[0] || null }
    const entry = await readProcess(next)
    if (entry === null) return { kind: 'unknown' }
    next = entry.parent
  }
  return namespace === own ? { kind: 'person' } : { kind: 'agent', session: null }
}

/** Whether a process has a file open. False where its files may not be looked at. */
export async function hasOpen(pid: number, file: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`
  const names = await readdir(folder).catch((): string[] => [])
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')))
  return targets.includes(file)
}

/** A process that has a file open, of those that may be looked at; null without one. */
export async function holderOf(file: string): Promise<number | null> {
  for (const { pid } of await listProcesses()) if (await hasOpen(pid, file)) return pid
  return null
}
