import { createStore } from 'zustand/vanilla'
import type { DraftSource } from './drafts.ts'
import type { Replica } from './replica.ts'

/** A prompt the person keeps to use again. */
export interface SavedPrompt {
  readonly name: string
  readonly text: string
}

/** Saved prompts are kept among the drafts. */
const prefix = 'prompt.'

/** The replica of the saved prompts. */
export interface Prompts {
  readonly store: Replica<{ readonly prompts: readonly SavedPrompt[] }>
  /** Reads the saved prompts, by name. */
  readonly load: () => Promise<void>
  /** Keeps a text under a name, in place of what had it; an empty text removes it. */
  readonly save: (name: string, text: string) => Promise<void>
}

/** Makes a replica of the saved prompts. */
export function createPrompts(source: DraftSource): Prompts {
  const store = createStore<{ readonly prompts: readonly SavedPrompt[] }>(() => ({ prompts: [] }))
  const load = async (): Promise<void> => {
    const prompts = Object.entries(await source.read())
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => ({ name: name.slice(prefix.length), text }))
      .sort((one, other) => one.name.localeCompare(other.name))
    store.setState({ prompts })
  }
  return {
    store,
    load,
    async save(name, text) {
      await source.save(`${prefix}${name}`, text)
      await load()
    },
  }
}
