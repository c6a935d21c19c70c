import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import type { Sessions } from '#renderer/replicas/sessions.ts'

export type DialogName = 'composer' | 'existing' | 'prompt' | 'palette' | 'keys' | 'settings' | 'landing'

/** What the window shows; nothing of it is known to the workbench. */
interface ViewState {
  readonly view: 'start' | 'workbench'
  /** The session in the middle. */
  readonly session: string | null
  /** The repository new tasks go to. */
  readonly repository: string | null
  readonly dialog: DialogName | null
  readonly queueOpen: boolean
  readonly contextOpen: boolean
  /** The same for sessions without an agent, whose context says little. */
  readonly contextOpenExisting: boolean
  /** Whether the session in the middle is one of those. */
  readonly existing: boolean
  /** The window has no room for three panes: at most one side is open, over the review. */
  readonly narrow: boolean
  /** The side that is open while the window is narrow. */
  readonly over: SidePane | null
  /** Pixels. */
  readonly queueWidth: number
  readonly contextWidth: number
}

/** The panes that fold. */
export type SidePane = 'queue' | 'context'

type Remembered = Pick<
  ViewState,
  | 'session'
  | 'repository'
  | 'queueOpen'
  | 'contextOpen'
  | 'contextOpenExisting'
  | 'queueWidth'
  | 'contextWidth'
>

export const queueWidths = { minimum: 200, maximum: 480, fallback: 260 } as const
export const contextWidths = { minimum: 240, maximum: 720, fallback: 320 } as const

const storageName = 'winnow.view'

function remembered(): Remembered {
  const fallback: Remembered = {
    session: null,
    repository: null,
    queueOpen: true,
    contextOpen: true,
    contextOpenExisting: false,
    queueWidth: queueWidths.fallback,
    contextWidth: contextWidths.fallback,
  }
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return fallback
    const field = (name: keyof Remembered): unknown => Reflect.get(stored, name)
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
    const width = (value: unknown, limits: typeof queueWidths | typeof contextWidths): number =>
      typeof value === 'number' && value >= limits.minimum && value <= limits.maximum
        ? value
        : limits.fallback
    return {
      session: text(field('session')),
      repository: text(field('repository')),
      queueOpen: field('queueOpen') !== false,
      contextOpen: field('contextOpen') !== false,
      contextOpenExisting: field('contextOpenExisting') === true,
      queueWidth: width(field('queueWidth'), queueWidths),
      contextWidth: width(field('contextWidth'), contextWidths),
    }
  } catch {
    return fallback
  }
}

/** Narrower than this, in CSS pixels, the review would have no room beside both panes (200 % zoom of a small screen). */
const narrowWindow = window.matchMedia('(max-width: 1000px)')

export const viewStore = createStore<ViewState>(() => {
  const kept = remembered()
  return {
    // Most likely it is still there; where not, the start takes its place.
    view: kept.repository === null ? 'start' : 'workbench',
    dialog: null,
    narrow: narrowWindow.matches,
    over: null,
    existing: false,
    ...kept,
  }
})

/**
 * Keeps `existing` true to the session in the middle, which may become known after it is shown, until the result is
 * disposed.
 */
export function followShownSession(sessions: Sessions): Disposable {
  const follow = (): void => {
    const { session, existing } = viewStore.getState()
    const known = sessions.find(session)
    if (known !== null && (known.agent.kind === 'existing') !== existing)
      viewStore.setState({ existing: !existing })
  }
  const stops = [sessions.store.subscribe(follow), viewStore.subscribe(follow)]
  return toDisposable(() => {
    for (const stop of stops) stop()
  })
}

narrowWindow.addEventListener('change', () =>
  viewStore.setState({ narrow: narrowWindow.matches, over: null }),
)

viewStore.subscribe((state) => {
  const { session, repository, queueOpen, contextOpen, contextOpenExisting, queueWidth, contextWidth } = state
  const kept: Remembered = {
    session,
    repository,
    queueOpen,
    contextOpen,
    contextOpenExisting,
    queueWidth,
    contextWidth,
  }
  try {
    localStorage.setItem(storageName, JSON.stringify(kept))
  } catch {
    // Without storage the window forgets its panes; nothing else depends on it.
  }
})

/** A part of what the window shows. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(viewStore, select)
}

/** Whether a side pane is open, beside the review or over it. */
export function isPaneOpen(state: ViewState, pane: SidePane): boolean {
  if (state.narrow) return state.over === pane
  if (pane === 'queue') return state.queueOpen
  return state.existing ? state.contextOpenExisting : state.contextOpen
}

/** Opens or folds a side pane. */
export function setPaneOpen(pane: SidePane, open: boolean): void {
  viewStore.setState((state) => {
    if (state.narrow) return { over: open ? pane : state.over === pane ? null : state.over }
    if (pane === 'queue') return { queueOpen: open }
    return state.existing ? { contextOpenExisting: open } : { contextOpen: open }
  })
}

/** Shows a session in the middle. */
export function showSession(session: string | null): void {
  viewStore.setState({ session, view: 'workbench' })
}

/** Opens a dialog in place of any other; null closes it. */
export function showDialog(dialog: DialogName | null): void {
  viewStore.setState({ dialog })
}

/** The panes and what in each takes the focus. */
export type PaneName = 'queue' | 'review' | 'context'

/** Puts the focus into a pane, where it was last if it still is there. */
export function focusPane(pane: PaneName): void {
  const element = document.querySelector<HTMLElement>(`[data-pane="${pane}"]`)
  const target = element?.querySelector<HTMLElement>('[data-pane-focus]') ?? element
  target?.focus({ preventScroll: true })
}
