/** One of the browser's storages, asked for each time: that throws where a browser keeps nothing. */
export type PageStorage = () => Pick<Storage, 'getItem' | 'setItem'>

/** What all windows of this browser share, until it is removed. */
export const browserStorage: PageStorage = () => localStorage

/** What outlives a load of this window's page, and is seen by no other window. */
export const windowStorage: PageStorage = () => sessionStorage

/** What is kept under a name; null where nothing is, or nothing can be. */
export function readStored(storage: PageStorage, name: string): string | null {
  try {
    return storage().getItem(name)
  } catch {
    return null
  }
}

/** What is kept under a name as JSON; null where nothing is, nothing can be, or it is damaged. */
export function readStoredJson(storage: PageStorage, name: string): unknown {
  try {
    return JSON.parse(readStored(storage, name) ?? 'null')
  } catch {
    return null
  }
}

/** Keeps a text under a name. Where the browser keeps nothing, or has no room, what was there stays. */
export function writeStored(storage: PageStorage, name: string, text: string): void {
  try {
    storage().setItem(name, text)
  } catch {
    // The page goes on without: whoever reads it has something to begin with.
  }
}

/** The name of this window, eight letters or digits, which outlives a load of its page. */
export function windowName(): string {
  const name = 'winnow.window'
  const before = readStored(windowStorage, name)
  if (before !== null && /^[0-9a-z]{8}$/.test(before)) return before
  const fresh = randomName()
  writeStored(windowStorage, name, fresh)
  return fresh
}

/** Eight letters or digits that no window is named by. */
export function randomName(): string {
  // No UUID: a page that came from another machine has none.
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => (byte % 36).toString(36)).join('')
}
