import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { Key } from './key.tsx'
import styles from './tooltip.module.css'

/** Names the control below the pointer or the focus, with its key. */
export function Tooltip({
  text,
  hint = null,
  side = 'bottom',
  children,
}: {
  readonly text: string
  readonly hint?: string | null
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement
}): ReactNode {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {text}
            {hint === null ? null : <Key text={hint} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Lets neighbouring tooltips follow without a delay. */
export function TooltipProvider({ children }: { readonly children: ReactNode }): ReactNode {
  return <Base.Provider delay={500}>{children}</Base.Provider>
}
