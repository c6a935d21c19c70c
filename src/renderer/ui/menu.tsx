import { ContextMenu } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import type { CommandId } from '#shared/commands/index.ts'
import { expectKeysFor, runCommand } from '#renderer/commands/runtime.ts'
import { useCommandState } from '#renderer/commands/use-command.ts'
import styles from './menu.module.css'

const Positioned = ({
  openedBy,
  children,
}: {
  readonly openedBy?: CommandId | undefined
  readonly children: ReactNode
}): ReactNode => (
  <Base.Portal>
    <Base.Positioner sideOffset={4} align="start" collisionPadding={8} className={styles.positioner}>
      <Base.Popup className={styles.popup} data-opened-by={openedBy}>
        {children}
      </Base.Popup>
    </Base.Positioner>
  </Base.Portal>
)

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
  return (
    <Base.Root modal={false} {...(open === undefined ? {} : { open })} onOpenChange={(now) => onOpen?.(now)}>
      <Base.Trigger render={trigger} />
      <Positioned openedBy={openedBy}>{children}</Positioned>
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
  return (
    <ContextMenu.Root onOpenChange={(open) => (open ? onOpen?.() : undefined)}>
      <ContextMenu.Trigger render={area} />
      <Positioned>{children}</Positioned>
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
      // After the menu has closed and given the focus back, so that what the command focuses keeps it.
      onSelect={() => {
        expectKeysFor(command)
        requestAnimationFrame(() => runCommand(command, { by: 'menu' }))
      }}
    >
      {title}
    </MenuItem>
  )
}

export const MenuSeparator = (): ReactNode => <Base.Separator className={styles.separator} />
