import { Check, Circle, Clock, Pencil, X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Verdict } from '#shared/domain/review/decided.ts'
import styles from './verdict-pill.module.css'

/** How a hunk stands: a verdict, an own edit, or nothing yet. */
export type HunkState = Verdict | 'edited' | 'undecided'

const icons: Readonly<Record<HunkState, LucideIcon>> = {
  accept: Check,
  reject: X,
  defer: Clock,
  edited: Pencil,
  undecided: Circle,
}
export const stateWord: Readonly<Record<HunkState, string>> = {
  accept: 'Accepted',
  reject: 'Rejected',
  defer: 'Deferred',
  edited: 'Your edit',
  undecided: 'Undecided',
}

/** The sign of a state; colour is never the only difference. */
export function StateGlyph({
  state,
  size = 14,
}: {
  readonly state: HunkState
  readonly size?: number
}): ReactNode {
  const Icon = icons[state]
  return <Icon size={size} strokeWidth={state === 'accept' || state === 'reject' ? 2.25 : 1.75} aria-hidden />
}

/** The state in a word with its sign. */
export function VerdictPill({ state }: { readonly state: HunkState }): ReactNode {
  return (
    <span className={styles.pill} data-state={state}>
      <StateGlyph state={state} />
      {stateWord[state]}
    </span>
  )
}
