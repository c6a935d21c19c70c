import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { Fragment, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { CommandId, CommandScope } from '#shared/commands/index.ts'
import { middleView, useFocusBack } from './focus-back.ts'
import { MessageSlot } from './message-slot.tsx'
import { openOverMessages } from './toast-store.ts'
import styles from './dialog.module.css'

/** What text is typed into, rows of lists with keys of their own, and links in what is read: who was there goes on there. */
const placesOfTheirOwn =
  'input:not([type="button"], [type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="textbox"], [role="link"], [data-keys]'

/**
 * Where the focus goes when a dialog closes: back to the dialog below, the text or the row where it was; from anything
 * else, as a button, a splitter or a chip, to the view in the middle, where the keys of the view work. Null where there
 * is no such view.
 */
function focusAfterwards(before: HTMLElement | null): HTMLElement | null {
  const isThere = before?.isConnected === true && before.checkVisibility()
  const own = '[role="dialog"][data-open], [data-pane-focus], main'
  if (
    isThere &&
    (before.closest('[role="dialog"][data-open]') !== null || before.matches(`${placesOfTheirOwn}, ${own}`))
  )
    return before
  if (isThere && before.closest('[data-keys="commands"], [data-keys="list"]') !== null) return before
  return middleView()
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

/**
 * Gives the focus to what a dialog begins with in the moment in which that is in the page, as a part of the dialog or, where
 * it is opened again before it has faded out, from above it. The primitive does so a frame later, and what is typed
 * before would be lost.
 */
function FirstFocus({ first }: { readonly first: RefObject<HTMLElement | null> | undefined }): null {
  useLayoutEffect(() => first?.current?.focus(), [first])
  return null
}

/** A sheet over everything, and over what was told before. Escape and a click beside it close it; the focus goes to where
 * keys work. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  titleHidden = false,
  width = 640,
  tall = false,
  scope,
  openedBy,
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
  /** The command that opens it: what is typed after it is for this dialog. */
  readonly openedBy?: CommandId
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}): ReactNode {
  const popup = useRef<HTMLDivElement>(null)
  const giveFocusBack = useFocusBack(open, popup, focusAfterwards)
  const openings = useOpenings(open)
  useLayoutEffect(() => {
    if (!open) return
    const over = openOverMessages()
    return () => over.dispose()
  }, [open])
  useLayoutEffect(() => (open ? initialFocus?.current?.focus() : undefined), [open, initialFocus])
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          className={[styles.popup, tall ? styles.tall : ''].join(' ')}
          style={{ width }}
          data-scope={scope}
          data-opened-by={openedBy}
          initialFocus={initialFocus}
          finalFocus={giveFocusBack}
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
          <FirstFocus first={initialFocus} />
          {open ? <MessageSlot rank={3} /> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
