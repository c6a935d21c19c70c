import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import type { CommandId } from '#shared/commands/index.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { IconButton } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import styles from './beside-panel.module.css'

/** What was asked for about the hunk in focus, below its changes. `label` names it, also while it has no `title` yet. */
export function BesidePanel({
  title,
  label = title,
  command,
  onClose,
  children,
}: {
  readonly title: string
  readonly label?: string
  /** The command that shows it, and puts it away. */
  readonly command: CommandId
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const panel = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const element = panel.current
    // The focus is in it for scrolling; afterwards it is where it was.
    return () => {
      if (element?.contains(document.activeElement) === true) focusPane('review')
    }
  }, [])
  return (
    <aside ref={panel} className={styles.panel} aria-label={label}>
      <header className={styles.header}>
        <h3>{title}</h3>
        <IconButton label="Close" hint={firstKey(command)} onClick={onClose}>
          <X size={16} strokeWidth={1.5} />
        </IconButton>
      </header>
      {children}
    </aside>
  )
}

/** What such a panel holds, where it is read by scrolling: it takes the focus for that. */
export function BesideBody({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}): ReactNode {
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.focus({ preventScroll: true }), [])
  return (
    <div
      ref={scroller}
      className={styles.body}
      tabIndex={0}
      role="group"
      aria-label={label}
      data-keys="commands"
    >
      {children}
    </div>
  )
}
