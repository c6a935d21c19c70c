import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, type ComponentProps, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useStore } from 'zustand'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { Button } from './button.tsx'
import { slots } from './message-slot.tsx'
import { dialogs, isOfNow, messages, startMessages, type Message } from './toast-store.ts'
import styles from './toasts.module.css'

export { dismiss, forgetFailures, reportFailure, tell, tellLasting, tellRefusal } from './toast-store.ts'

/** Messages on screen; older ones come back when newer ones are gone. */
const limit = 4

type Shown = ComponentProps<typeof Toast.Root>['toast'] & { readonly data?: Message }

/** A focus inside what goes away, that was not led elsewhere, goes to the view rather than nowhere. */
function useFocusAfterwards(): React.RefObject<HTMLDivElement | null> {
  const card = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = card.current
    return () => {
      if (element?.contains(document.activeElement))
        document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
    }
  }, [])
  return card
}

function Card({ toast }: { readonly toast: Shown }): ReactNode {
  const card = useFocusAfterwards()
  const failure = toast.data?.tone === 'failure'
  const detail = toast.data?.detail ?? null
  return (
    <Toast.Root
      ref={card}
      toast={toast}
      role="group"
      aria-modal={undefined}
      data-covers
      // Its words are there to be selected and copied.
      swipeDirection={[]}
      className={[styles.toast, failure ? styles.failure : ''].join(' ')}
      onKeyDown={(event) => {
        // It closes this one, not the newest.
        if (keyOf(event) === 'Escape') event.preventDefault()
      }}
    >
      <div className={styles.words} role={failure ? 'alert' : undefined}>
        <Toast.Title render={<p />} />
        {detail === null ? null : (
          <details className={styles.detail}>
            <summary>What git said</summary>
            <pre>{detail}</pre>
          </details>
        )}
      </div>
      <Toast.Action render={<Button look="quiet" />} />
      <Toast.Close className={styles.close} aria-label="Dismiss" aria-hidden={undefined}>
        <X size={16} strokeWidth={1.5} />
      </Toast.Close>
    </Toast.Root>
  )
}

/** The messages that are shown, the newest first. */
function Cards(): ReactNode {
  const { toasts: all, close } = Toast.useToastManager<Message>()
  const now = useStore(dialogs)
  const toasts = all.filter(({ data }) => isOfNow(data, now))
  const newest = toasts.find((toast) => toast.transitionStatus !== 'ending')?.id
  useEffect(() => {
    if (newest === undefined) return
    // After everything else that Escape may close.
    const onKey = (event: KeyboardEvent): void => {
      if (keyOf(event) !== 'Escape' || event.defaultPrevented) return
      close(newest)
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [newest, close])
  return toasts.map((toast) => <Card key={toast.id} toast={toast} />)
}

/**
 * The messages, the newest lowest, in the place that the view on screen has for them; Escape takes the newest away, F6 goes
 * into them.
 */
export function Toasts(): ReactNode {
  // After the provider below listens.
  useEffect(startMessages, [])
  const slot = useStore(slots, (all) => all.at(-1)?.element ?? null)
  return (
    <Toast.Provider toastManager={messages} limit={limit}>
      {slot === null
        ? null
        : createPortal(
            <Toast.Viewport className={styles.stack} aria-label="Messages (F6)" data-control>
              <Cards />
            </Toast.Viewport>,
            slot,
          )}
    </Toast.Provider>
  )
}
