import { createStore } from 'zustand/vanilla'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Client } from '#renderer/client/context.ts'
import { keepDraft, readDrafts } from '#renderer/replicas/drafts.ts'

interface ComposerState {
  readonly text: string
  /** null: the one used last, or the first that is there. */
  readonly agent: AgentChoice | null
  /** What the tasks start from in one repository; HEAD in any other, and when null. */
  readonly base: { readonly repository: string; readonly name: string } | null
  readonly attempts: number
  /** The draft of the last time was read. */
  readonly loaded: boolean
}

export const composerStore = createStore<ComposerState>(() => ({
  text: '',
  agent: null,
  base: null,
  attempts: 1,
  loaded: false,
}))

const draftName = 'composer'

export function writeTasks(client: Client, text: string): void {
  composerStore.setState({ text })
  keepDraft(client, draftName, text)
}

/** Reads the draft of the last time, once, unless there already is a text. */
export async function loadDraft(client: Client): Promise<void> {
  if (composerStore.getState().loaded) return
  const drafts = await readDrafts(client)
  composerStore.setState(({ text }) => ({
    loaded: true,
    text: text === '' ? (drafts[draftName] ?? '') : text,
  }))
}
