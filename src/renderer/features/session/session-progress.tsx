import { RotateCcw, Square } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { isOnlyTalk, statusOf } from '#shared/domain/session/words.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Glyph } from '#renderer/ui/glyph.tsx'
import { EditTaskButton } from './edit-task-button.tsx'
import { Failure } from './failure.tsx'
import styles from './session.module.css'

/** A session that has no revision yet: what its agent does, live; or why it failed and what can be done. */
export function SessionProgress({
  session,
  asks,
  timeline,
  viewRef,
  onReview,
}: {
  readonly session: SessionSummary
  /** What its agent asks. */
  readonly asks: ReactNode
  /** What its agent does. */
  readonly timeline: ReactNode
  readonly viewRef: RefObject<HTMLElement | null>
  /** Goes to the review; null while there is no revision. */
  readonly onReview: (() => void) | null
}): ReactNode {
  useCommand('review.showNewest', () => onReview?.(), { enabled: onReview !== null })
  const status = statusOf(session)
  const over = !isBusy(session)
  return (
    <section aria-label="Session" className={styles.progress} ref={viewRef}>
      <header className={styles.bar}>
        <Glyph name={status.glyph} />
        <h1 className={styles.title}>{wordsForDisplay(session.title)}</h1>
        <span className={styles.state}>{status.word}</span>
        <span className={styles.space} />
        {onReview === null ? null : (
          <CommandButton command="review.showNewest" look="primary" showKey>
            Review r{session.revision}: {status.line}
          </CommandButton>
        )}
        {over ? null : (
          <CommandButton
            command="session.stop"
            look="plain"
            icon={<Square size={16} strokeWidth={1.5} />}
            showKey
          >
            Stop the agent
          </CommandButton>
        )}
      </header>
      {asks}
      {over && onReview === null && !isOnlyTalk(session) ? (
        <div className={styles.verdict} role={session.state === 'failed' ? 'alert' : undefined}>
          {session.state === 'failed' ? (
            <div className={styles.failure}>
              <Failure activity={session.activity} />
            </div>
          ) : (
            <p className={styles.sentence}>
              {session.state === 'stopped'
                ? 'It was stopped before it changed anything.'
                : 'The agent finished without changing a file.'}
            </p>
          )}
          <div className={styles.actions}>
            <CommandButton
              command="session.restart"
              look="primary"
              icon={<RotateCcw size={16} strokeWidth={1.5} />}
              showKey
            >
              Run it again
            </CommandButton>
            <EditTaskButton session={session} />
            <CommandButton command="session.discard" look="plain" showKey>
              Discard the session
            </CommandButton>
          </div>
        </div>
      ) : null}
      <div className={styles.timeline} data-pane-focus="" tabIndex={-1}>
        {timeline}
      </div>
    </section>
  )
}
