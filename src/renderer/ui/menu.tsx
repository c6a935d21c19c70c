import { ContextMenu } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import { useRef, useState, type ReactElement, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import type { CommandId } from '#shared/commands/index.ts'
import { runCommand } from '#renderer/commands/runtime.ts'
import { useCommandState } from '#renderer/commands/use-command.ts'
import { sameElement, useFocusBack } from './focus-back.ts'
import styles from './menu.module.css'

function Positioned({
  open,
  openedBy,
  children,
}: {
  readonly open: boolean
  readonly openedBy?: CommandId | undefined
  readonly children: ReactNode
}): ReactNode {
  const popup = useRef<HTMLDivElement>(null)
  const giveFocusBack = useFocusBack(open, popup, sameElement)
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} align="start" collisionPadding={8} className={styles.positioner}>
        <Base.Popup ref={popup} className={styles.popup} data-opened-by={openedBy} finalFocus={giveFocusBack}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  )
}

/** Does something once the menu has closed and has given the focus back, and before the next key is heard. */
function afterClosing(work: () => void): void {
  // The menu closes by the event that chose; what it drew so far is drawn then.
  queueMicrotask(() => {
    flushSync(() => undefined)
    work()
  })
}

/** A menu under a button. Who opens it by other means than the button says whether it is open, and is told. */
export function Menu({
  trigger,
  open,
  openedBy,
  onOpen,
  children,
}: {
  readonly trigger: ReactElement
  readonly open?: boolean
  /** The command that opens it: the keys pressed after it are for this menu. */
  readonly openedBy?: CommandId
  readonly onOpen?: (open: boolean) => void
  readonly children: ReactNode
}): ReactNode {
  const [own, setOwn] = useState(false)
  const isOpen = open ?? own
  const change = (now: boolean): void => {
    setOwn(now)
    onOpen?.(now)
  }
  return (
    <Base.Root modal={false} open={isOpen} onOpenChange={change}>
      <Base.Trigger render={trigger} />
      <Positioned open={isOpen} openedBy={openedBy}>
        {children}
      </Positioned>
    </Base.Root>
  )
}

/** A menu at the pointer, for the second mouse button and the menu key. */
export function ContextMenuArea({
  area,
  onOpen,
  children,
}: {
  readonly area: ReactElement
  readonly onOpen?: () => void
  readonly children: ReactNode
}): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const change = (now: boolean): void => {
    setOpen(now)
    if (now) onOpen?.()
  }
  return (
    <ContextMenu.Root open={isOpen} onOpenChange={change}>
      <ContextMenu.Trigger render={area} />
      <Positioned open={isOpen}>{children}</Positioned>
    </ContextMenu.Root>
  )
}

export function MenuItem({
  onSelect,
  hint,
  disabled = false,
  danger = false,
  icon,
  children,
}: {
  readonly onSelect: () => void
  readonly hint?: string | null
  readonly disabled?: boolean
  readonly danger?: boolean
  readonly icon?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  return (
    <Base.Item
      className={[styles.item, danger ? styles.danger : ''].join(' ')}
      disabled={disabled}
      onClick={onSelect}
    >
      {icon === undefined ? null : <span className={styles.icon}>{icon}</span>}
      <span className={styles.label}>{children}</span>
      {hint === undefined || hint === null ? null : <span className={styles.hint}>{hint}</span>}
    </Base.Item>
  )
}

/** The item of a command, with its title and key. */
export function CommandItem({
  command,
  danger = false,
}: {
  readonly command: CommandId
  readonly danger?: boolean
}): ReactNode {
  const { title, key, disabledReason } = useCommandState(command)
  return (
    <MenuItem
      hint={key}
      disabled={disabledReason !== null}
      danger={danger}
      // What the command focuses keeps the focus.
      onSelect={() => afterClosing(() => runCommand(command, { by: 'menu' }))}
    >
      {title}
    </MenuItem>
  )
}

export const MenuSeparator = (): ReactNode => <Base.Separator className={styles.separator} />
