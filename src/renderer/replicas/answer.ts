import { createStore } from 'zustand/vanilla'
import type { Replica } from './replica.ts'

/** The last answer to a question that is asked again whenever a view needs it. */
export interface Answer<T> {
  /** `value` is null until the first answer. */
  readonly store: Replica<{ readonly value: T | null }>
  /** Asks again, unless the answer is on its way already. Without an answer the last one stays; the page says by itself that the workbench is silent. */
  readonly load: () => Promise<void>
}

/** Keeps the last answer to what `ask` asks. */
export function createAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const store = createStore<{ readonly value: T | null }>(() => ({ value: null }))
  let underWay: Promise<void> | null = null
  return {
    store,
    load() {
      underWay ??= ask()
        .then(
          (value) => store.setState({ value }),
          () => undefined,
        )
        .finally(() => {
          underWay = null
        })
      return underWay
    },
  }
}
