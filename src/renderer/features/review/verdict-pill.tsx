import { Check, Circle, Clock, Eye, Pencil, X, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { ActClient, Verdict } from '#shared/domain/review/decided.ts'
import styles from './verdict-pill.module.css'

/** How a hunk stands: a verdict, an own edit, or nothing yet. */
export type HunkState = Verdict | 'edited' | 'undecided'

/** How it is shown: what was seen and left undecided is another thing than what was never seen. */
export type ShownState = HunkState | 'seen'

const icons: Readonly<Record<ShownState, LucideIcon>> = {
  accept: Check,
  reject: X,
  defer: Clock,
  edited: Pencil,
  undecided: Circle,
  seen: Eye,
}
export const stateWord: Readonly<Record<ShownState, string>> = {
  accept: 'Accepted',
  reject: 'Rejected',
  defer: 'Deferred',
  edited: 'Your edit',
  undecided: 'Undecided',
  seen: 'Seen, undecided',
}

/** How a hunk that stands so is shown, if it was seen or not. */
export function shownState(state: HunkState, isSeen: boolean): ShownState {
  return state === 'undecided' && isSeen ? 'seen' : state
}

/** The sign of a state; colour is never the only difference. */
export function StateGlyph({
  state,
  size = 14,
}: {
  readonly state: ShownState
  readonly size?: number
}): ReactNode {
  const Icon = icons[state]
  return <Icon size={size} strokeWidth={state === 'accept' || state === 'reject' ? 2.25 : 1.75} aria-hidden />
}

/** What is said of a decision or an edit that a command line made: it is not the person's. */
export const fromWords = 'from the command line'

/** The state in words, with where it came from if that was no window. */
export function stateWords(state: ShownState, client: ActClient | undefined): string {
  if (client === undefined || state === 'undecided' || state === 'seen') return stateWord[state]
  return `${ownWord(state, client)} ${fromWords}`
}

/** The state in a word: what a command line wrote is not "your edit". */
export function ownWord(state: ShownState, client: ActClient | undefined): string {
  return client !== undefined && state === 'edited' ? 'Edited' : stateWord[state]
}

/** Why it was rejected, on one line; the whole of it where the pointer rests. */
export function Reason({
  words,
  className,
}: {
  readonly words: string
  readonly className: string | undefined
}): ReactNode {
  const shown = wordsForDisplay(words)
  return (
    <bdi className={className} title={shown}>
      {shown}
    </bdi>
  )
}

/** The state in a word with its sign. */
export function VerdictPill({
  state,
  client,
}: {
  readonly state: ShownState
  readonly client?: ActClient | undefined
}): ReactNode {
  return (
    <span className={styles.pill} data-state={state}>
      <StateGlyph state={state} />
      {stateWords(state, client)}
    </span>
  )
}
