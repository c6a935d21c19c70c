import {
  Archive,
  Check,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleMinus,
  CirclePause,
  CircleStop,
  Hourglass,
  MessageCircleQuestionMark,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionGlyph } from '#shared/domain/session/words.ts'
import styles from './glyph.module.css'

const icons: Readonly<Record<SessionGlyph, LucideIcon>> = {
  queued: CirclePause,
  preparing: CircleDashed,
  running: LoaderCircle,
  silent: Hourglass,
  asks: MessageCircleQuestionMark,
  undecided: CircleDot,
  decided: CircleCheck,
  empty: CircleMinus,
  failed: CircleAlert,
  stopped: CircleStop,
  landed: Check,
  discarded: Archive,
}

/** The sign of a session's state; the word for it is said by whoever shows it. */
export function Glyph({ name }: { readonly name: SessionGlyph }): ReactNode {
  const Icon = icons[name]
  return <Icon size={16} strokeWidth={1.5} aria-hidden className={`${styles.glyph} ${styles[name]}`} />
}
