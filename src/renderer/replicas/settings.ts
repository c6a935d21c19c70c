import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { defaultSettings as defaults } from '#shared/domain/settings/default-settings.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import type { Client } from '#renderer/client/context.ts'
import { followStream } from './follow.ts'

/** What every setting is until the person changes it. */
export const defaultSettings: Settings = defaults

/** The replica of the person's settings. */
export const settingsStore = createStore<{ readonly settings: Settings }>(() => ({
  settings: defaultSettings,
}))

/** Keeps the replica true until the result is disposed. */
export function followSettings(client: Client): Disposable {
  return followStream(
    (signal) => client.workbench.watchSettings(undefined, { signal }),
    (settings) => {
      settingsStore.setState({ settings })
      return true
    },
  )
}

/** A part of the settings. */
export function useSettings<T>(select: (settings: Settings) => T): T {
  return useStore(settingsStore, (state) => select(state.settings))
}

/** Changes settings at once on screen, then in the workbench, whose answer holds. */
export async function changeSettings(client: Client, change: Partial<Settings>): Promise<void> {
  settingsStore.setState(({ settings }) => ({ settings: { ...settings, ...change } }))
  const settings = await client.workbench.saveSettings(change)
  settingsStore.setState({ settings })
}
