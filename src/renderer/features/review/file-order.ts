import type { FileOrder, Reading, ReadingClass } from '#shared/domain/order/reading.ts'
import { fileOrderOf, fileOrderStore } from '#renderer/view/file-order.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import type { Review } from './review-store.ts'

/** The orders in words, as they are chosen. */
export const orderWords: Readonly<Record<FileOrder, string>> = {
  reading: 'Reading order',
  path: 'By path',
  size: 'By size, largest first',
}

/** What stands over the files of a class in the order of reading. */
export const classWords: Readonly<Record<ReadingClass, string>> = {
  weakens: 'Weakened tests and checks',
  runs: 'Runs by itself',
  contract: 'Contracts',
  behaviour: 'Behaviour',
  document: 'Documents',
  folded: 'Deleted, renamed, generated',
}

/** Why a file or a hunk is read before what only changes, in a few words; null where it isn't. */
export function urgentReason(reading: Reading | null | undefined): string | null {
  return reading?.class === 'weakens' || reading?.class === 'runs' ? reading.reason : null
}

/** The same where it stands by itself. */
export function urgentWords(reading: Reading | null | undefined): string | null {
  const reason = urgentReason(reading)
  return reason === null ? null : reason.slice(0, 1).toUpperCase() + reason.slice(1)
}

/** Keeps the files of a review in the order that is chosen for its repository, until the result is disposed. */
export function followFileOrder(review: Review, repository: string): Disposable {
  const follow = (): void => putInOrder(review, fileOrderOf(repository))
  follow()
  const dispose = fileOrderStore.subscribe(follow)
  return { dispose }
}

/** Puts the files into an order: what is in focus stays in focus, where it is on screen. */
function putInOrder(review: Review, order: FileOrder): void {
  const { model } = review.state
  review.order = order
  if (model === null || model.order === order) return
  const next = model.inOrder(order)
  const { at, file } = review.focus.state
  const path = model.files[file]?.path
  review.store.setState({ model: next, version: next.version })
  review.focus.enter(model, next, null)
  // A file without hunks has nothing to be found by but its path.
  if (at === null) review.focus.goToFile(next.files.findIndex((one) => one.path === path))
}
