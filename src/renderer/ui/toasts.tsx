import { X } from 'lucide-react'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { toasts, type Toast } from './toast-store.ts'
import styles from './toasts.module.css'

export { forgetFailures, reportFailure, tell } from './toast-store.ts'

/** Takes a toast away; a focus inside it goes to the view rather than nowhere. */
function hide(id: number): void {
  if (document.activeElement?.closest(`[data-toast="${id}"]`))
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
  toasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }))
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
