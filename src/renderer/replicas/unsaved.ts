import { readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

/** Texts that the workbench does not have yet: they outlive a page that goes away while it is not connected. */
const storageName = 'winnow.unsaved'

/** A text on its way, and what the workbench had when it was written over that; null where that is not known. */
interface Left {
  readonly text: string
  readonly base: string | null
}

/** What is written at a window and not kept by the workbench yet. */
export interface Unsaved {
  readonly keep: (name: string, text: string, base: string | null) => void
  /** The workbench has this text: nothing is kept of it any more, unless more was written. */
  readonly saved: (name: string, text: string) => void
  /** What this window left, by name. */
  readonly own: () => ReadonlyMap<string, Left>
  /** What other windows of this browser left; `done` says that the workbench has it. */
  readonly ofOthers: () => readonly (Left & { readonly name: string; readonly done: () => void })[]
}

/** Keeps in `storage`, which windows share, each window's texts apart: two that write the same draft keep both. */
export function createUnsaved(storage: PageStorage, window: string): Unsaved {
  const read = (): Readonly<Record<string, unknown>> => {
    const stored = readStoredJson(storage, storageName)
    return typeof stored === 'object' && stored !== null ? { ...stored } : {}
  }
  const change = (key: string, left: Left | null): void => {
    const { [key]: _before, ...others } = read()
    // Without storage the draft waits in the page alone.
    writeStored(storage, storageName, JSON.stringify(left === null ? others : { ...others, [key]: left }))
  }
  const keyOf = (name: string): string => `${window}:${name}`
  const saved = (key: string, text: string): void => {
    if (leftOf(read()[key])?.text === text) change(key, null)
  }
  const all = (isOwn: boolean): { key: string; name: string; left: Left }[] =>
    Object.entries(read()).flatMap(([key, value]) => {
      const left = leftOf(value)
      // A name alone is of a page that knew no windows.
      const [, of, name] = /^([0-9a-z]{8}):(.*)$/s.exec(key) ?? [key, null, key]
      return left === null || name === undefined || (of === window) !== isOwn ? [] : [{ key, name, left }]
    })
  return {
    keep: (name, text, base) => change(keyOf(name), { text, base }),
    saved: (name, text) => saved(keyOf(name), text),
    own: () => new Map(all(true).map(({ name, left }) => [name, left])),
    ofOthers: () =>
      all(false).map(({ key, name, left }) => ({ ...left, name, done: () => saved(key, left.text) })),
  }
}

function leftOf(value: unknown): Left | null {
  if (typeof value === 'string') return { text: value, base: null }
  if (typeof value !== 'object' || value === null) return null
  const { text, base } = value as Partial<Record<keyof Left, unknown>>
  return typeof text === 'string' ? { text, base: typeof base === 'string' ? base : null } : null
}
