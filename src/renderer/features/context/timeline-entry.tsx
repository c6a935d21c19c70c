import {
  ChevronDown,
  ChevronRight,
  CircleAlert,
  FileDiff,
  GitCommitHorizontal,
  GitMerge,
  SquareTerminal,
} from 'lucide-react'
import { lazy, memo, Suspense, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'
import { countOf, durationText, sizeText } from '#shared/base/quantity-text.ts'
import { exactTime } from '#renderer/view/now.ts'
import { MessageText } from './message-text.tsx'
import { PlanList } from './plan-list.tsx'
import { useUnfolded } from './use-unfolded.ts'
import styles from './timeline.module.css'

const OutputView = lazy(() => import('./output-view.tsx'))

const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const

function outcome(item: TimelineItem): string {
  if (item.state === 'running') return 'running'
  const time = item.endedAt === null ? '' : durationText(item.endedAt - item.at)
  if (item.exitCode !== null && item.exitCode !== 0) return `exit ${item.exitCode} · ${time}`
  return item.state === 'failed' ? `failed · ${time}` : time
}

/** A command or a stream of output: one line, which opens its log. */
function CommandEntry({
  item,
  session,
  openAtFirst,
}: {
  readonly item: TimelineItem
  readonly session: string
  readonly openAtFirst: boolean
}): ReactNode {
  const [open, setOpen] = useUnfolded(`${session} ${item.id}`, openAtFirst)
  const hasOutput = item.outputBytes > 0
  const Chevron = open ? ChevronDown : ChevronRight
  const label = item.text === '' ? 'Output of the agent' : item.text
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
        {hasOutput ? <Chevron {...icon} /> : <SquareTerminal {...icon} />}
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

/** Long words fold to a few lines until they are wanted. */
function Folded({
  name,
  text,
  lines,
  children,
}: {
  readonly name: string
  readonly text: string
  readonly lines: number
  readonly children: ReactNode
}): ReactNode {
  const [open, setOpen] = useUnfolded(name, false)
  const long = text.length > lines * 90 || text.split('\n').length > lines
  if (!long) return children
  return (
    <>
      <div className={open ? undefined : styles.clamped} style={{ ['--lines' as string]: lines }}>
        {children}
      </div>
      <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Show less' : 'Show all'}
      </button>
    </>
  )
}

function Body({ item, session, large }: { item: TimelineItem; session: string; large: boolean }): ReactNode {
  switch (item.kind) {
    case 'prompt':
      return (
        <div className={styles.prompt}>
          <Folded name={`${session} ${item.id}`} text={item.text} lines={8}>
            <MessageText text={item.text} />
          </Folded>
        </div>
      )
    case 'message':
      return <MessageText text={item.text} />
    case 'reasoning':
      return (
        <div className={styles.reasoning}>
          <Folded name={`${session} ${item.id}`} text={item.text} lines={3}>
            <MessageText text={item.text} />
          </Folded>
        </div>
      )
    case 'command':
      return <CommandEntry item={item} session={session} openAtFirst={false} />
    case 'output':
      return <CommandEntry item={item} session={session} openAtFirst={large} />
    case 'plan':
      return <PlanList steps={item.plan ?? []} />
    case 'edit': {
      const paths = item.paths.map(pathForDisplay)
      return (
        <div className={styles.line}>
          <FileDiff {...icon} />
          <span className={item.state === 'failed' ? styles.failed : styles.editText}>
            {item.text === '' ? `Edited ${countOf(paths.length, 'file')}` : item.text}
            {paths.map((path) => (
              <code key={path} className={styles.path}>
                {path}
              </code>
            ))}
          </span>
        </div>
      )
    }
    case 'notice':
      return item.state === 'failed' ? (
        <div className={styles.problem}>
          <CircleAlert {...icon} />
          <MessageText text={item.text} />
        </div>
      ) : (
        <p className={styles.notice}>{item.text}</p>
      )
    case 'revision':
    case 'landing': {
      const Icon = item.kind === 'revision' ? GitCommitHorizontal : GitMerge
      return (
        <div className={item.kind === 'revision' ? styles.mark : styles.landing} title={exactTime(item.at)}>
          <Icon {...icon} />
          <span>{item.text}</span>
        </div>
      )
    }
  }
}

/** One thing that happened. */
export const TimelineEntry = memo(function TimelineEntry(properties: {
  readonly item: TimelineItem
  readonly session: string
  readonly large: boolean
}): ReactNode {
  return <Body {...properties} />
})
