import { createStore } from 'zustand/vanilla'

interface ToastAction {
  /** A verb with its object. */
  readonly label: string
  readonly run: () => void
}

/** Deeds of which a later one that works answers an earlier one that failed. */
type FailedDeed = 'opening a repository'

export interface Toast {
  readonly id: number
  readonly kind: 'error' | 'note'
  readonly text: string
  readonly detail: string | null
  readonly action: ToastAction | null
  /** What a failure came from, where something done later can answer it. */
  readonly from: FailedDeed | null
}

/** What is on screen, the newest last. */
export const toasts = createStore<{ readonly next: number; readonly shown: readonly Toast[] }>(() => ({
  next: 1,
  shown: [],
}))

function show(toast: Omit<Toast, 'id'>): void {
  toasts.setState(({ next, shown }) => ({
    next: next + 1,
    // The same words again replace the old ones; at most four are on screen.
    shown: [...shown.filter((one) => one.text !== toast.text), { ...toast, id: next }].slice(-4),
  }))
}

/** Shows a failure until the person closes it, or does again with success what it came `from`. */
export function reportFailure(
  failure: { readonly message: string; readonly stderr?: string },
  from: FailedDeed | null = null,
): void {
  show({ kind: 'error', text: failure.message, detail: failure.stderr?.trim() || null, action: null, from })
}

/** Tells of something that was done; it goes away by itself. */
export function tell(text: string, action: ToastAction | null = null): void {
  show({ kind: 'note', text, detail: null, action, from: null })
}

/** Takes the failures of a deed away, which worked now. Those of others stay: they say what is still so. */
export function forgetFailures(from: FailedDeed): void {
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.from !== from) }))
}
