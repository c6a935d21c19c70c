import type { WidthClass } from './room.ts'
import { readStored, readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'

/** What a window remembers of what it shows. */
export interface Remembered {
  /** The session in the middle. */
  readonly session: string | null
  /** The repository new tasks go to. */
  readonly repository: string | null
  readonly queueOpen: boolean
  /** Whether the context is open beside a review, by the width of the window, where the person chose it. */
  readonly contextChoices: Readonly<Partial<Record<WidthClass, boolean>>>
  /** The same for sessions without an agent, whose context says little. */
  readonly contextOpenExisting: boolean
  /** Pixels. */
  readonly queueWidth: number
  readonly contextWidth: number
}

/**
 * The two places it is kept in: this window's own, which outlives a load of its page, and the one of all windows, where
 * the last that changed something left it for the next window to begin with.
 */
export interface WindowMemory {
  readonly own: PageStorage
  readonly last: PageStorage
}

export const queueWidths = { minimum: 200, maximum: 480, fallback: 260 } as const
export const contextWidths = { minimum: 240, maximum: 720, fallback: 320 } as const

const storageName = 'winnow.view'

/** What this window showed before its page was loaded again, else what the last window did. */
export function recall({ own, last }: WindowMemory): Remembered {
  const stored = stateIn(own) ?? stateIn(last) ?? {}
  const field = (name: keyof Remembered): unknown => Reflect.get(stored, name)
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  const width = (value: unknown, limits: typeof queueWidths | typeof contextWidths): number =>
    typeof value === 'number' && value >= limits.minimum && value <= limits.maximum ? value : limits.fallback
  return {
    session: text(field('session')),
    repository: text(field('repository')),
    queueOpen: field('queueOpen') !== false,
    contextChoices: choices(field('contextChoices')),
    contextOpenExisting: field('contextOpenExisting') === true,
    queueWidth: width(field('queueWidth'), queueWidths),
    contextWidth: width(field('contextWidth'), contextWidths),
  }
}

/** Keeps what this window shows. What it kept already is not written again: another window may have changed more since. */
export function remember({ own, last }: WindowMemory, shown: Remembered): void {
  const { session, repository, queueOpen, contextChoices, contextOpenExisting, queueWidth, contextWidth } =
    shown
  const kept: Remembered = {
    session,
    repository,
    queueOpen,
    contextChoices,
    contextOpenExisting,
    queueWidth,
    contextWidth,
  }
  const text = JSON.stringify(kept)
  if (readStored(own, storageName) === text) return
  // Without storage the window forgets its panes; nothing else depends on it.
  for (const storage of [own, last]) writeStored(storage, storageName, text)
}

function choices(value: unknown): Remembered['contextChoices'] {
  const of = typeof value === 'object' && value !== null ? value : {}
  const kept: Partial<Record<WidthClass, boolean>> = {}
  for (const width of ['narrow', 'small', 'medium', 'wide'] as const) {
    const choice: unknown = Reflect.get(of, width)
    if (typeof choice === 'boolean') kept[width] = choice
  }
  return kept
}

function stateIn(storage: PageStorage): object | null {
  const stored = readStoredJson(storage, storageName)
  return typeof stored === 'object' ? stored : null
}
