import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import type { CommandId } from '#shared/commands/index.ts'
import { runCommand } from '#renderer/commands/runtime.ts'
import { useCommandState } from '#renderer/commands/use-command.ts'
import { Key } from './key.tsx'
import { Tooltip } from './tooltip.tsx'
import styles from './button.module.css'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProperties extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly ref?: Ref<HTMLButtonElement>
  readonly look?: Look
  readonly icon?: ReactNode
}

/** A button with words. Its text is a verb with an object. */
export function Button({ look = 'plain', icon, children, className, ...rest }: ButtonProperties): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, styles[look], className].filter(Boolean).join(' ')}
    >
      {icon}
      {children}
    </button>
  )
}

/** A button with an icon only; the label is its name and its tooltip. */
export function IconButton({
  label,
  hint,
  children,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly label: string
  /** The key that does the same. */
  readonly hint?: string | null
}): ReactNode {
  return (
    <Tooltip text={label} hint={hint ?? null}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={[styles.icon, className].filter(Boolean).join(' ')}
      >
        {children}
      </button>
    </Tooltip>
  )
}

/** A button that runs a command; its tooltip has the title, the key, and the reason when it is disabled. */
export function CommandButton({
  command,
  icon,
  children,
  look = 'quiet',
  showKey = false,
}: {
  readonly command: CommandId
  readonly icon?: ReactNode
  /** The words on it; without any it is an icon named by the command's title. */
  readonly children?: ReactNode
  readonly look?: Look
  readonly showKey?: boolean
}): ReactNode {
  const { title, key, disabledReason } = useCommandState(command)
  const disabled = disabledReason !== null
  return (
    <Tooltip text={disabled ? `${title}. ${disabledReason}` : title} hint={key}>
      <button
        type="button"
        aria-label={children === undefined ? title : undefined}
        aria-disabled={disabled || undefined}
        className={children === undefined ? styles.icon : [styles.button, styles[look]].join(' ')}
        onClick={() => runCommand(command)}
      >
        {icon}
        {children}
        {showKey && key !== null ? <Key text={key} /> : null}
      </button>
    </Tooltip>
  )
}
