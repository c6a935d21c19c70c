import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { viewStore } from './view-store.ts'

/** What landed last in this window, and the session that was shown in its place. */
interface LandedLast {
  readonly session: string | null
  readonly next: string | null
}

const landedLast = createStore<LandedLast>(() => ({ session: null, next: null }))

let forget = (): void => undefined

/** Notes that `next` is shown because `session` landed; it counts until another session is shown, or one is to land. */
export function noteLanded(session: string, next: string): void {
  forgetLanded()
  landedLast.setState({ session, next })
  forget = viewStore.subscribe((view) => {
    if (view.session !== next || view.dialog === 'landing') forgetLanded()
  })
}

function forgetLanded(): void {
  forget()
  forget = () => undefined
  landedLast.setState({ session: null, next: null })
}

/** The session whose landing is the last one for who sees `shown`: the one that landed before it came by itself. */
export function useLandedLast(shown: string | null): string | null {
  return useStore(landedLast, ({ session, next }) => (next !== null && next === shown ? session : shown))
}
