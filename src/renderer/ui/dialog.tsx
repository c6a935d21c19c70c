import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { Fragment, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { CommandScope } from '#shared/commands/index.ts'
import { dismissPassing } from './toast-store.ts'
import styles from './dialog.module.css'

/** What had the focus before a dialog opened, exactly: the primitive would take the first control inside it. */
function useFocusBefore(open: boolean): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    if (!open) return
    const active = document.activeElement
    if (active instanceof HTMLElement && active.closest('[role="dialog"]') === null) element.current = active
  }, [open])
  return element
}

/**
 * How often a dialog was opened. One that is opened again before it has faded out keeps its place in the page, and
 * with it whatever was typed; its content is made anew by this number.
 */
function useOpenings(open: boolean): number {
  const [last, setLast] = useState({ open, count: 0 })
  if (last.open === open) return last.count
  const next = { open, count: last.count + (open ? 1 : 0) }
  setLast(next)
  return next.count
}

/** A sheet over everything. Escape and a click beside it close it; the focus goes back to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  titleHidden = false,
  width = 640,
  tall = false,
  scope,
  initialFocus,
  children,
}: {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: ReactNode
  readonly titleHidden?: boolean
  /** Pixels; narrower windows make it narrower. */
  readonly width?: number
  /** It keeps its full height whatever is in it, so that nothing moves while it is filtered. */
  readonly tall?: boolean
  readonly scope?: CommandScope
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}): ReactNode {
  const before = useFocusBefore(open)
  const openings = useOpenings(open)
  useLayoutEffect(() => {
    if (open) dismissPassing()
  }, [open])
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={[styles.popup, tall ? styles.tall : ''].join(' ')}
          style={{ width }}
          data-scope={scope}
          initialFocus={initialFocus}
          finalFocus={() => {
            const element = before.current
            if (element?.isConnected !== true || element === document.body) return true
            element.focus({ preventScroll: true })
            return false
          }}
        >
          {titleHidden ? (
            <Base.Title className="visually-hidden">{title}</Base.Title>
          ) : (
            <header className={styles.header}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close className={styles.close} aria-label="Close">
                <X size={16} strokeWidth={1.5} />
              </Base.Close>
            </header>
          )}
          {description === undefined ? null : (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          <Fragment key={openings}>{children}</Fragment>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
