import { pushStream, type SignalLike } from '#shared/base/push-stream.ts'
import { Emitter } from '#shared/base/emitter.ts'
import { settingsSchema } from '#shared/contract/workbench.ts'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Store } from '../store/store.ts'

const historyLimit = 200

/** The person's settings, unfinished texts and earlier prompts. */
export class SettingsService {
  readonly #store: Store
  readonly changed = new Emitter<Settings>()
  #settings: Settings

  /** Throws `StoreDamageError` where the settings are damaged: only a start meets that. */
  constructor(store: Store) {
    this.#store = store
    this.#settings = readSettings(store.document('settings'))
  }

  get(): Settings {
    return this.#settings
  }

  save(change: Partial<Settings>): Settings {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const settings = { ...this.get(), ...given }
    this.#store.putDocument('settings', settings)
    this.#settings = settings
    this.changed.emit(settings)
    return settings
  }

  watch(signal: SignalLike): AsyncIterableIterator<Settings> {
    return pushStream<Settings>(signal, (push) => {
      push(this.get())
      const listening = this.changed.on(push)
      return () => listening.dispose()
    })
  }

  drafts(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      // One that is damaged takes none of the others with it.
      this.#store
        .wholeDocuments('draft/')
        .map(({ name, data }) => [name.slice('draft/'.length), String(data)]),
    )
  }

  /** Keeps a text, or removes it where it is empty. Another one than `over` that stands there stays and is returned. */
  saveDraft(name: string, text: string, over?: string): string | null {
    if (over !== undefined) {
      const there = this.#draft(name)
      if (there !== over && there !== text) return there
    }
    this.#store.putDocument(`draft/${name}`, text === '' ? undefined : text)
    return null
  }

  #draft(name: string): string {
    const there = this.#store.wholeDocument(`draft/${name}`)
    return typeof there === 'string' ? there : ''
  }

  /** Prompts sent before, the latest first. */
  history(): readonly string[] {
    const stored = this.#store.document('history')
    return Array.isArray(stored) ? stored.filter((entry) => typeof entry === 'string') : []
  }

  /** The newest last. */
  remember(prompts: readonly string[]): void {
    if (prompts.length === 0) return
    const kept = new Set([...[...prompts].reverse(), ...this.history()])
    this.#store.putDocument('history', [...kept].slice(0, historyLimit))
  }
}

/** The settings, each with its default; a stored value that no longer fits falls back to the default alone. */
function readSettings(stored: unknown): Settings {
  const record = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {}
  const whole = settingsSchema.safeParse(record)
  if (whole.success) return whole.data
  const bad = new Set(whole.error.issues.map((issue) => String(issue.path[0])))
  return settingsSchema.parse(Object.fromEntries(Object.entries(record).filter(([name]) => !bad.has(name))))
}
