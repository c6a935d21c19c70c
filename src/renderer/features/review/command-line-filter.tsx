import { SquareTerminal, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { CommandButton } from '#renderer/ui/button.tsx'
import { numberText } from '#shared/base/quantity-text.ts'
import type { Review } from './review-store.ts'
import { fromWords } from './verdict-pill.tsx'
import styles from './command-line-filter.module.css'

/** Says how much came from command lines, shows only that when it is pressed, and takes it back. */
export function CommandLineFilter({
  review,
  count,
  pressed,
}: {
  readonly review: Review
  readonly count: number
  readonly pressed: boolean
}): ReactNode {
  if (count === 0) return null
  return (
    <div className={styles.row}>
      <button
        type="button"
        tabIndex={-1}
        className={styles.toggle}
        aria-pressed={pressed}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => review.look.setState({ commandLineOnly: !pressed })}
      >
        <SquareTerminal size={14} strokeWidth={1.5} aria-hidden />
        {`${numberText(count)} ${fromWords}`}
      </button>
      <CommandButton
        command="review.takeBackCommandLine"
        icon={<Undo2 size={14} strokeWidth={1.5} aria-hidden />}
      />
    </div>
  )
}
