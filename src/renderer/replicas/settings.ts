import { createStore } from 'zustand/vanilla'
import { defaultSettings as defaults } from '#shared/domain/settings/default-settings.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Disposable } from '#shared/base/disposable.ts'
import { followStream } from './follow.ts'
import type { Replica } from './replica.ts'

/** What every setting is until the person changes it. */
export const defaultSettings: Settings = defaults

/** What the workbench offers of the settings. */
interface SettingsSource {
  readonly watch: (signal: AbortSignal) => Promise<AsyncIterable<Settings>>
  /** Changes some of them and answers with all. */
  readonly save: (change: Partial<Settings>) => Promise<Settings>
}

/** The replica of the person's settings. */
export interface SettingsReplica {
  readonly store: Replica<{ readonly settings: Settings }>
  /** The settings as they are known now. */
  readonly now: () => Settings
  /**
   * Changes settings at once on screen, then in the workbench, whose answer holds. Rejects when that could not keep
   * them; then they are as before.
   */
  readonly change: (change: Partial<Settings>) => Promise<void>
  /** Keeps the replica true until the result is disposed. */
  readonly follow: () => Disposable
}

/** Makes a replica of the settings, which are the defaults until the workbench tells them. */
export function createSettings(source: SettingsSource): SettingsReplica {
  const store = createStore<{ readonly settings: Settings }>(() => ({ settings: defaultSettings }))
  let told = defaultSettings
  /** Changes that the workbench has not answered yet, in their order; they are shown over what it told. */
  const unanswered = new Set<Partial<Settings>>()
  const show = (): void => {
    let settings = told
    for (const change of unanswered) settings = { ...settings, ...change }
    store.setState({ settings })
  }
  return {
    store,
    now: () => store.getState().settings,
    async change(change) {
      // One object for each change, so that the same change twice is two.
      const own = { ...change }
      unanswered.add(own)
      show()
      try {
        told = await source.save(change)
      } finally {
        unanswered.delete(own)
        show()
      }
    },
    follow: () =>
      followStream(source.watch, (settings) => {
        told = settings
        show()
        return true
      }),
  }
}
