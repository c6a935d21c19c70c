import { X } from 'lucide-react'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { createStore } from 'zustand/vanilla'
import { Button } from './button.tsx'
import styles from './toasts.module.css'

export interface ToastAction {
  /** A verb with its object. */
  readonly label: string
  readonly run: () => void
}

interface Toast {
  readonly id: number
  readonly kind: 'error' | 'note'
  readonly text: string
  readonly detail: string | null
  readonly action: ToastAction | null
}

const toasts = createStore<{ readonly next: number; readonly shown: readonly Toast[] }>(() => ({
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

/** Takes a toast away; a focus inside it goes to the view rather than nowhere. */
function hide(id: number): void {
  if (document.activeElement?.closest(`[data-toast="${id}"]`))
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }))
}

/** Shows a failure until the person closes it. */
export function reportFailure(failure: { readonly message: string; readonly stderr?: string }): void {
  show({ kind: 'error', text: failure.message, detail: failure.stderr?.trim() || null, action: null })
}

/** Tells of something that was done; it goes away by itself. */
export function tell(text: string, action: ToastAction | null = null): void {
  show({ kind: 'note', text, detail: null, action })
}

/** Takes failures away that what was done now has answered. */
export function forgetFailures(): void {
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.kind !== 'error') }))
}

/** Takes the newest toast away. Returns whether there was one. */
function dismissToast(): boolean {
  const newest = toasts.getState().shown.at(-1)
  if (newest === undefined) return false
  hide(newest.id)
  return true
}

const noteTime = 6_000

function ToastCard({ toast }: { readonly toast: Toast }): ReactNode {
  useEffect(() => {
    if (toast.kind === 'error') return
    const timer = setTimeout(() => hide(toast.id), noteTime)
    return () => clearTimeout(timer)
  }, [toast])
  return (
    <li
      data-toast={toast.id}
      className={[styles.toast, toast.kind === 'error' ? styles.error : ''].join(' ')}
    >
      <div className={styles.words} role={toast.kind === 'error' ? 'alert' : 'status'}>
        <p>{toast.text}</p>
        {toast.detail === null ? null : (
          <details className={styles.detail}>
            <summary>What git said</summary>
            <pre>{toast.detail}</pre>
          </details>
        )}
      </div>
      {toast.action === null ? null : (
        <Button
          look="quiet"
          onClick={() => {
            hide(toast.id)
            toast.action?.run()
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <button type="button" className={styles.close} aria-label="Dismiss" onClick={() => hide(toast.id)}>
        <X size={16} strokeWidth={1.5} />
      </button>
    </li>
  )
}

/** The notes at the lower edge, the newest lowest; Escape takes the newest away. */
export function Toasts(): ReactNode {
  const { shown } = useSyncExternalStore(toasts.subscribe, toasts.getState)
  useEffect(() => {
    // After everything else that Escape may close.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && dismissToast()) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <section aria-label="Messages">
      <ul className={styles.stack}>
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </ul>
    </section>
  )
}
