import { createStore } from 'zustand/vanilla'
import { fileOrders, type FileOrder } from '#shared/domain/order/reading.ts'
import { browserStorage, readStoredJson, writeStored } from '#renderer/client/stored.ts'

const storageName = 'winnow.fileOrder'

/** The orders that the person chose, by repository, in this browser; a reload keeps them. */
export const fileOrderStore = createStore<Readonly<Record<string, FileOrder>>>(readOrders)

function readOrders(): Record<string, FileOrder> {
  const stored = readStoredJson(browserStorage, storageName)
  const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : []
  return Object.fromEntries(
    entries.flatMap(([repository, by]) => {
      const order = fileOrders.find((one) => one === by)
      return order === undefined ? [] : [[repository, order]]
    }),
  )
}

/** The order in which files of a repository are read: as the person chose for it, else the order of reading. */
export function fileOrderOf(repository: string): FileOrder {
  return fileOrderStore.getState()[repository] ?? 'reading'
}

/** Has files of a repository read in another order from now on. */
export function chooseFileOrder(repository: string, by: FileOrder): void {
  // What another window chose for another repository stays.
  const orders = { ...readOrders(), [repository]: by }
  fileOrderStore.setState(orders)
  writeStored(browserStorage, storageName, JSON.stringify(orders))
}
