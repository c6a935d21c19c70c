import { useSyncExternalStore, type ReactNode } from 'react'
import { createStore } from 'zustand/vanilla'

/** What was said last; the count makes the same words heard twice. */
const spoken = createStore<{ readonly text: string; readonly count: number }>(() => ({ text: '', count: 0 }))

/** Says something to people who listen to the screen. */
export function announce(text: string): void {
  spoken.setState(({ count }) => ({ text, count: count + 1 }))
}

/** The one live region of the window. */
export function Announcer(): ReactNode {
  const { text, count } = useSyncExternalStore(spoken.subscribe, spoken.getState)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
      {count % 2 === 1 ? '\u00a0' : ''}
    </div>
  )
}
