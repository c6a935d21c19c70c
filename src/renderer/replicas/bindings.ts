import { createStore } from 'zustand/vanilla'
import type { Bindings } from '#shared/commands/bindings.ts'
import { findCommand } from '#shared/commands/index.ts'
import type { ToldBindings } from '#shared/contract/keys.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { setBindings } from '#renderer/commands/bound-keys.ts'
import { followStream } from './follow.ts'
import type { Replica } from './replica.ts'

/** The replica of the keys that the person gave to commands. */
export interface BindingsReplica {
  /** What the workbench told last; null until it did. */
  readonly store: Replica<{ readonly told: ToldBindings | null }>
  /** Takes an answer of the workbench for what it told. */
  readonly take: (told: ToldBindings) => void
  /** Keeps the replica and the keys of this window true until the result is disposed. */
  readonly follow: () => Disposable
}

/** Makes a replica of the keys, which are the registry's until the workbench tells others. */
export function createBindings(
  watch: (signal: AbortSignal) => Promise<AsyncIterable<ToldBindings>>,
): BindingsReplica {
  const store = createStore<{ readonly told: ToldBindings | null }>(() => ({ told: null }))
  const take = (told: ToldBindings): void => {
    store.setState({ told })
    setBindings(known(told.keys))
  }
  return {
    store,
    take,
    follow: () =>
      followStream(watch, (told) => {
        take(told)
        return true
      }),
  }
}

/** Keys of commands that this page has. */
function known(keys: ToldBindings['keys']): Bindings {
  return Object.fromEntries(Object.entries(keys).filter(([command]) => findCommand(command) !== null))
}
