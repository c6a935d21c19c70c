/** What a window remembers of what it shows. */
export interface Remembered {
  /** The session in the middle. */
  readonly session: string | null
  /** The repository new tasks go to. */
  readonly repository: string | null
  readonly queueOpen: boolean
  readonly contextOpen: boolean
  /** The same for sessions without an agent, whose context says little. */
  readonly contextOpenExisting: boolean
  /** Pixels. */
  readonly queueWidth: number
  readonly contextWidth: number
}

/**
 * The two places it is kept in: this window's own, which outlives a load of its page, and the one of all windows, where
 * the last that changed something left it for the next window to begin with. Asking for one throws where a browser
 * keeps nothing.
 */
export interface WindowMemory {
  readonly own: () => Pick<Storage, 'getItem' | 'setItem'>
  readonly last: () => Pick<Storage, 'getItem' | 'setItem'>
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
    contextOpen: field('contextOpen') !== false,
    contextOpenExisting: field('contextOpenExisting') === true,
    queueWidth: width(field('queueWidth'), queueWidths),
    contextWidth: width(field('contextWidth'), contextWidths),
  }
}

/** Keeps what this window shows. */
export function remember({ own, last }: WindowMemory, shown: Remembered): void {
  const { session, repository, queueOpen, contextOpen, contextOpenExisting, queueWidth, contextWidth } = shown
  const kept: Remembered = {
    session,
    repository,
    queueOpen,
    contextOpen,
    contextOpenExisting,
    queueWidth,
    contextWidth,
  }
  const text = JSON.stringify(kept)
  for (const storage of [own, last])
    try {
      storage().setItem(storageName, text)
    } catch {
      // Without storage the window forgets its panes; nothing else depends on it.
    }
}

function stateIn(storage: WindowMemory['own']): object | null {
  try {
    const stored: unknown = JSON.parse(storage().getItem(storageName) ?? 'null')
    return typeof stored === 'object' ? stored : null
  } catch {
    return null
  }
}
