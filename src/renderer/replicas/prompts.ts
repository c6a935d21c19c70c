import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Client } from '#renderer/client/context.ts'

/** A prompt the person keeps to use again. */
export interface SavedPrompt {
  readonly name: string
  readonly text: string
}

const prefix = 'prompt.'
/** Letters of a name at most; a draft's name has room for a hundred with the prefix. */
export const longestName = 60

const promptsStore = createStore<{ readonly prompts: readonly SavedPrompt[] }>(() => ({ prompts: [] }))

export function usePrompts(): readonly SavedPrompt[] {
  return useStore(promptsStore, (state) => state.prompts)
}

/** A name as it can be typed after a slash: small letters, digits and dashes. */
export function promptName(words: string): string {
  const name = words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return name.slice(0, longestName).replace(/-+$/, '')
}

/** Reads the saved prompts, by name. */
export async function loadPrompts(client: Client): Promise<void> {
  const drafts = await client.workbench.drafts()
  const prompts = Object.entries(drafts)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, text]) => ({ name: name.slice(prefix.length), text }))
    .sort((one, other) => one.name.localeCompare(other.name))
  promptsStore.setState({ prompts })
}

/** Keeps a text under a name, in place of what had it; an empty text removes it. */
export async function savePrompt(client: Client, name: string, text: string): Promise<void> {
  await client.workbench.saveDraft({ name: `${prefix}${name}`, text })
  await loadPrompts(client)
}
