import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { privateFolder } from '../store/data-folder.ts'

export type HostKind = 'electron' | 'web' | 'command'

/** What the owner of a data folder tells others of the same user about itself, in `instance.json`. */
export interface InstanceRecord {
  /** `127.0.0.1:PORT` of its pages; null where it has none. Command lines come by the socket where there is one. */
  readonly address: string | null
  /** Whoever knows it is let in; the file is readable by its owner only. */
  readonly secret: string
  readonly pid: number
  readonly version: string
  readonly host: HostKind
}

/** Where the record of a data folder lies. */
export function recordFile(home: string): string {
  return path.join(privateFolder(home), 'instance.json')
}

/** Writes the record whole or not at all, mode 0600. Only for the holder of the lock. */
export function writeRecord(home: string, record: InstanceRecord): void {
  const temporary = `${recordFile(home)}.${record.pid}`
  rmSync(temporary, { force: true })
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(temporary, recordFile(home))
}

/** Reads the record; null when there is none or it is not one. It may be of a process that died. */
export function readRecord(home: string): InstanceRecord | null {
  try {
    const value = JSON.parse(readFileSync(recordFile(home), 'utf8')) as Record<string, unknown>
    const { address, secret, pid, version, host } = value
    if (address !== null && (typeof address !== 'string' || !/^127\.0\.0\.1:\d{1,5}$/.test(address)))
      return null
    if (typeof secret !== 'string' || typeof version !== 'string' || typeof pid !== 'number') return null
    if (host !== 'electron' && host !== 'web' && host !== 'command') return null
    return { address, secret, pid, version, host }
  } catch {
    return null
  }
}

/** The port of the owner's pages; null where it has none. */
export function recordedPort(home: string): number | null {
  const address = readRecord(home)?.address ?? null
  return address === null ? null : Number(address.slice(address.lastIndexOf(':') + 1))
}

/** Removes the record. Only for the holder of the lock. */
export function removeRecord(home: string): void {
  rmSync(recordFile(home), { force: true })
}
