import { toDisposable, type Disposable } from '#shared/base/disposable.ts'

const tellers = new Set<() => Promise<void>>()

/** Calls `tell` whenever the attention until now is asked for, until the result is disposed. */
export function tellAttentionWith(tell: () => Promise<void>): Disposable {
  tellers.add(tell)
  return toDisposable(() => tellers.delete(tell))
}

/**
 * Tells the workbench at once what the person attended to until now: something comes that is held against it. Resolves when
 * it was answered, or could not be asked; never rejects.
 */
export async function tellAttention(): Promise<void> {
  await Promise.all([...tellers].map((tell) => tell()))
}
