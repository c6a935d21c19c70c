import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export type DialogName = 'composer' | 'existing' | 'palette' | 'keys' | 'settings' | 'landing'

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
  'session' | 'repository' | 'queueOpen' | 'contextOpen' | 'queueWidth' | 'contextWidth'
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
      queueWidth: width(field('queueWidth'), queueWidths),
      contextWidth: width(field('contextWidth'), contextWidths),
    }
  } catch {
    return fallback
  }
}

/** Narrower than this, in CSS pixels, the review would have no room beside both panes (200 % zoom of a small screen). */
const narrowWindow = window.matchMedia('(max-width: 900px)')

export const viewStore = createStore<ViewState>(() => ({
  view: 'start',
  dialog: null,
  narrow: narrowWindow.matches,
  over: null,
  ...remembered(),
}))

narrowWindow.addEventListener('change', () =>
  viewStore.setState({ narrow: narrowWindow.matches, over: null }),
)

viewStore.subscribe((state) => {
  const { session, repository, queueOpen, contextOpen, queueWidth, contextWidth } = state
  try {
    localStorage.setItem(
      storageName,
      JSON.stringify({ session, repository, queueOpen, contextOpen, queueWidth, contextWidth }),
    )
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
  return pane === 'queue' ? state.queueOpen : state.contextOpen
}

/** Opens or folds a side pane. */
export function setPaneOpen(pane: SidePane, open: boolean): void {
  viewStore.setState((state) => {
    if (state.narrow) return { over: open ? pane : state.over === pane ? null : state.over }
    return pane === 'queue' ? { queueOpen: open } : { contextOpen: open }
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
