import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { holdNow } from '#renderer/commands/held-presses.ts'
import type { Sessions } from '#renderer/replicas/sessions.ts'
import { browserStorage, windowStorage } from '#renderer/client/stored.ts'
import { opensContext, widthClassOf, type WidthClass } from './room.ts'
import { recall, remember, type Remembered, type WindowMemory } from './remembered.ts'

export type DialogName =
  | 'composer'
  | 'existing'
  | 'prompt'
  | 'palette'
  | 'keys'
  | 'settings'
  | 'figures'
  | 'landing'
  | 'leftOut'
  | 'address'
  | 'fork'

/** What the window shows; nothing of it is known to the workbench. */
interface ViewState extends Remembered {
  readonly view: 'start' | 'workbench'
  readonly dialog: DialogName | null
  /** Whether the session in the middle has no agent. */
  readonly existing: boolean
  /** The window has no room for three panes: at most one side is open, over the review. */
  readonly narrow: boolean
  readonly width: WidthClass
  /** The middle shows a review, which wants the room of the context. */
  readonly reviewing: boolean
  /** The side that is open while the window is narrow. */
  readonly over: SidePane | null
}

/** The panes that fold. */
export type SidePane = 'queue' | 'context'

const memory: WindowMemory = { own: windowStorage, last: browserStorage }

/** The window of this page, as it was the last time. */
export const viewStore = createStore<ViewState>(() => {
  const kept = recall(memory)
  return {
    // Most likely it is still there; where not, the start takes its place.
    view: kept.repository === null ? 'start' : 'workbench',
    dialog: null,
    narrow: false,
    width: 'wide',
    reviewing: false,
    over: null,
    existing: false,
    ...kept,
  }
})

/** Keeps what is shown fitting to the window's width, and remembered for the next load, until the result is disposed. */
export function followWindow(window: Window): Disposable {
  const fit = (): void => {
    const width = widthClassOf(window.innerWidth)
    if (width !== viewStore.getState().width)
      viewStore.setState({ width, narrow: width === 'narrow', over: null })
  }
  fit()
  window.addEventListener('resize', fit)
  const stop = viewStore.subscribe((state) => remember(memory, state))
  return toDisposable(() => {
    window.removeEventListener('resize', fit)
    stop()
  })
}

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

/** A part of what the window shows. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(viewStore, select)
}

/** Whether a side pane is open, beside the review or over it. */
export function isPaneOpen(state: ViewState, pane: SidePane): boolean {
  if (state.narrow) return state.over === pane
  if (pane === 'queue') return state.queueOpen
  if (state.existing) return state.contextOpenExisting
  return state.contextChoices[state.width] ?? opensContext(state.width, state.reviewing)
}

/** Opens or folds a side pane. */
export function setPaneOpen(pane: SidePane, open: boolean): void {
  viewStore.setState((state) => {
    if (state.narrow) return { over: open ? pane : state.over === pane ? null : state.over }
    if (pane === 'queue') return { queueOpen: open }
    return state.existing
      ? { contextOpenExisting: open }
      : { contextChoices: { ...state.contextChoices, [state.width]: open } }
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

/** The panes, each of which has something that takes the focus. */
export type PaneName = 'queue' | 'review' | 'context'

/** Puts the focus into a pane, where it was last if it still is there. */
export function focusPane(pane: PaneName): void {
  const element = document.querySelector<HTMLElement>(`[data-pane="${pane}"]`)
  const target = element?.querySelector<HTMLElement>('[data-pane-focus]') ?? element
  target?.focus({ preventScroll: true })
}

/**
 * Puts the focus into a pane once it is drawn, unless the person went elsewhere meanwhile: the keys that are pressed there
 * must not find those of the pane.
 */
export function focusPaneSoon(pane: PaneName): void {
  const before = document.activeElement
  requestAnimationFrame(() => {
    const now = document.activeElement
    if (holdNow() === null && (now === before || now === null || now === document.body)) focusPane(pane)
  })
}
