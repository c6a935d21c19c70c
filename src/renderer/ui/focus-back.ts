import { useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * Gives the focus back in the moment in which something over the rest closes, unless it is elsewhere by then. The
 * primitives do so only once that has faded out and is gone: what is typed on meanwhile would be lost, or be commands
 * where a field had the focus. `target` says where it goes, of what had it before. Returns the `finalFocus` of a
 * primitive, which is asked as well where something goes without closing.
 */
export function useFocusBack(
  open: boolean,
  popup: RefObject<HTMLElement | null>,
  target: (before: HTMLElement | null) => HTMLElement | null,
): () => false {
  const before = useRef<HTMLElement | null>(null)
  const wasOpen = useRef(false)
  const giveBack = (): false => {
    const active = document.activeElement
    const isElsewhere =
      active !== null && active !== document.body && popup.current?.contains(active) !== true
    if (!isElsewhere) target(before.current)?.focus({ preventScroll: true })
    return false
  }
  useLayoutEffect(() => {
    if (wasOpen.current === open) return
    wasOpen.current = open
    const active = document.activeElement
    if (!open) giveBack()
    // Where one takes the place of another, the focus goes back to where it was before both.
    else if (active instanceof HTMLElement && active.closest('[data-closed]') === null)
      before.current = active
  })
  return giveBack
}

/** What has the focus in the view in the middle, where the keys of the view work. */
export function middleView(): HTMLElement | null {
  const view = document.querySelector<HTMLElement>('main')
  return view?.querySelector<HTMLElement>('[data-pane-focus]') ?? view
}

/** The element that had the focus, whatever it is; the view in the middle where that is gone. */
export function sameElement(before: HTMLElement | null): HTMLElement | null {
  return before?.isConnected === true && before.checkVisibility() ? before : middleView()
}
