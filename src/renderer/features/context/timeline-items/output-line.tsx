import { ChevronDown, ChevronRight, SquareTerminal } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { textForDisplay } from '#shared/base/path-text.ts'
import { durationText, sizeText } from '#shared/base/quantity-text.ts'
import type { ItemWithOutput } from '#shared/domain/timeline/timeline-item.ts'
import { exactTime } from '#renderer/view/now.ts'
import { useUnfolded } from '../use-unfolded.ts'
import { itemIcon } from './item-props.ts'
import styles from '../timeline.module.css'

const OutputView = lazy(() => import('../output-view.tsx'))

const stateWords = { running: 'running', waiting: 'waits for you', declined: 'declined' } as const

function outcome(item: ItemWithOutput): string {
  // When it was interrupted is not known: the workbench may have stopped long before it was started again.
  if (item.state === 'interrupted') return 'interrupted'
  if (item.state !== 'completed' && item.state !== 'failed') return stateWords[item.state]
  const time = item.endedAt === null ? '' : durationText(item.endedAt - item.at)
  const exitCode = 'exitCode' in item ? item.exitCode : null
  if (exitCode !== null && exitCode !== 0) return `exit ${exitCode} · ${time}`
  return item.state === 'failed' ? `failed · ${time}` : time
}

/** One line for something that has output; it opens its log. */
export function OutputLine({
  item,
  session,
  label: words,
  openAtFirst = false,
}: {
  readonly item: ItemWithOutput
  readonly session: string
  readonly label: string
  readonly openAtFirst?: boolean
}): ReactNode {
  const [open, setOpen] = useUnfolded(`${session} ${item.id}`, openAtFirst)
  const label = textForDisplay(words)
  const hasOutput = item.outputBytes > 0
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <div className={styles.command}>
      <button
        type="button"
        className={styles.commandLine}
        aria-expanded={hasOutput ? open : undefined}
        aria-disabled={!hasOutput || undefined}
        title={`${label}\n${exactTime(item.at)}`}
        onClick={() => (hasOutput ? setOpen(!open) : undefined)}
      >
        {hasOutput ? <Chevron {...itemIcon} /> : <SquareTerminal {...itemIcon} />}
        <code className={open ? styles.wholeLine : styles.oneLine}>{label}</code>
        <span className={item.state === 'failed' ? styles.failed : styles.faint}>{outcome(item)}</span>
      </button>
      {open && hasOutput ? (
        <Suspense fallback={<p className={styles.faint}>Opening {sizeText(item.outputBytes)} of output</p>}>
          <OutputView session={session} item={item} />
        </Suspense>
      ) : null}
    </div>
  )
}
