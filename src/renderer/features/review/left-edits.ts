import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

/** What was typed into the new side of a file and was neither saved nor dropped when the file was left. */
export interface LeftEdit {
  readonly session: string
  readonly path: string
  /** Id of the side that was edited. */
  readonly oid: string
  /** The whole side as it was typed. */
  readonly text: string
}

const storageName = 'winnow.leftEdits'
/** Edits that are kept; the one left longest ago is dropped first. */
const most = 8

/** What was left of a file in a session, or null. */
export function leftEditOf(storage: PageStorage, session: string, path: string): LeftEdit | null {
  return read(storage).find((one) => one.session === session && one.path === path) ?? null
}

/** Keeps what is left, in place of what was left of the same file before. */
export function keepLeftEdit(storage: PageStorage, edit: LeftEdit): void {
  write(storage, [...othersThan(storage, edit), edit])
}

/** It was saved, dropped, or taken elsewhere. */
export function forgetLeftEdit(storage: PageStorage, edit: Pick<LeftEdit, 'session' | 'path'>): void {
  const kept = read(storage)
  const others = othersThan(storage, edit)
  if (others.length < kept.length) write(storage, others)
}

function othersThan(
  storage: PageStorage,
  { session, path }: Pick<LeftEdit, 'session' | 'path'>,
): readonly LeftEdit[] {
  return read(storage).filter((one) => one.session !== session || one.path !== path)
}

function read(storage: PageStorage): readonly LeftEdit[] {
  const stored = readStoredJson(storage, storageName)
  return Array.isArray(stored) ? stored.filter(isLeftEdit) : []
}

function write(storage: PageStorage, edits: readonly LeftEdit[]): void {
  writeStored(storage, storageName, JSON.stringify(edits.slice(-most)))
}

function isLeftEdit(value: unknown): value is LeftEdit {
  if (typeof value !== 'object' || value === null) return false
  return ['session', 'path', 'oid', 'text'].every((field) => typeof Reflect.get(value, field) === 'string')
}
