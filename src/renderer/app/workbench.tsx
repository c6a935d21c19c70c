import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { isOnlyTalk } from '#shared/domain/session/words.ts'
import { ContextPane } from '#renderer/features/context/context-pane.tsx'
import { Timeline } from '#renderer/features/context/timeline.tsx'
import { useSessionAsks } from '#renderer/features/asks/session-asks.tsx'
import { QueuePane } from '#renderer/features/queue/queue-pane.tsx'
import { DiscardedBar } from '#renderer/features/session/discarded-bar.tsx'
import { FailedBar } from '#renderer/features/session/failed-bar.tsx'
import { NoSession } from '#renderer/features/session/no-session.tsx'
import { SessionProgress } from '#renderer/features/session/session-progress.tsx'
import { SessionCommands } from '#renderer/features/session/session-command-handlers.ts'
import { WorktreeChangeBar } from '#renderer/features/session/worktree-change-bar.tsx'
import { MessageSlot } from '#renderer/ui/message-slot.tsx'
import { Splitter } from '#renderer/ui/splitter.tsx'
import { DemoGuide } from './demo-guide.tsx'
import { DeferredReview, WordsBeforeReview } from './deferred-review.tsx'
import { LongGitBar } from './long-git-bar.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { RefusedField } from './refused-field.tsx'
import { StatusStrip } from './status-strip.tsx'
import { focusPane, isPaneOpen, useView, viewStore } from '#renderer/view/view-store.ts'
import { useSession } from '#renderer/replicas/context.ts'
import { contextWidths, queueWidths } from '#renderer/view/remembered.ts'
import styles from './workbench.module.css'

/** What the middle shows: the review once there is a revision, before that what the agent does. */
function Middle(): ReactNode {
  const session = useSession(useView((state) => state.session))
  if (session === null) return <NoSession />
  return <SessionMiddle key={session.id} session={session} />
}

/** Follows a session from its live timeline to its review, but not while the person reads in the timeline. */
function SessionMiddle({ session }: { readonly session: SessionSummary }): ReactNode {
  const reviewable = session.revision !== null && !isOnlyTalk(session)
  const [live, setLive] = useState(!reviewable)
  const asks = useSessionAsks(session, live)
  const { entered } = asks
  const view = useRef<HTMLElement>(null)
  const behind = useRef(false)
  // Whenever something is told of the session, not at the moment the reader comes back to the end.
  useLayoutEffect(() => {
    const typing = document.activeElement instanceof HTMLInputElement
    // What is typed or pressed in the card of an ask would be for a hunk.
    const read =
      behind.current || entered || (typing && view.current?.contains(document.activeElement) === true)
    if (live && reviewable && !read) setLive(false)
  }, [live, reviewable, session, entered])
  useEffect(() => {
    viewStore.setState({ reviewing: !live })
    return () => viewStore.setState({ reviewing: false })
  }, [live])
  // What had the focus went with the live view.
  useEffect(() => {
    if (!live && document.activeElement === document.body) focusPane('review')
  }, [live])
  if (!live)
    return (
      <>
        {session.discardedAt === null ? null : <DiscardedBar session={session} />}
        {session.state === 'failed' ? <FailedBar session={session} /> : null}
        {asks.above}
        <DeferredReview session={session} />
        {asks.below}
        <WorktreeChangeBar session={session} />
      </>
    )
  return (
    <>
      <WordsBeforeReview />
      <SessionProgress
        session={session}
        asks={asks.above}
        timeline={
          <Timeline
            session={session}
            large
            onBehind={(now) => {
              behind.current = now
            }}
          />
        }
        viewRef={view}
        onReview={reviewable ? () => setLive(false) : null}
      />
    </>
  )
}

/** Queue, review and context side by side, and the line of keys. */
export function Workbench(): ReactNode {
  const sessionId = useView((state) => state.session)
  const queueOpen = useView((state) => isPaneOpen(state, 'queue'))
  const contextOpen = useView((state) => isPaneOpen(state, 'context'))
  const queueWidth = useView((state) => state.queueWidth)
  const contextWidth = useView((state) => state.contextWidth)
  const narrow = useView((state) => state.narrow)
  return (
    <div className={styles.workbench} data-narrow={narrow || undefined}>
      <SessionCommands />
      <div className={styles.panes}>
        <nav
          aria-label="Queue"
          data-pane="queue"
          data-scope="queue"
          className={styles.side}
          data-open={queueOpen || undefined}
          style={{ width: queueOpen ? queueWidth : 44 }}
        >
          <ErrorBoundary part="The queue">
            <QueuePane />
          </ErrorBoundary>
        </nav>
        <main
          aria-label="Review"
          data-pane="review"
          data-scope="review"
          tabIndex={-1}
          className={styles.middle}
          // A side that lies over the review goes when the review is wanted again.
          onFocus={() => viewStore.setState({ over: null })}
        >
          {queueOpen && !narrow ? (
            <div className={styles.leftEdge}>
              <Splitter
                label="Width of the queue"
                size={queueWidth}
                minimum={queueWidths.minimum}
                maximum={queueWidths.maximum}
                fallback={queueWidths.fallback}
                pane="before"
                onResize={(width) => viewStore.setState({ queueWidth: width })}
              />
            </div>
          ) : null}
          <ErrorBoundary part="The review" key={sessionId}>
            <Middle />
          </ErrorBoundary>
          <MessageSlot rank={1} />
          {contextOpen && !narrow ? (
            <div className={styles.rightEdge}>
              <Splitter
                label="Width of the context"
                size={contextWidth}
                minimum={contextWidths.minimum}
                maximum={contextWidths.maximum}
                fallback={contextWidths.fallback}
                pane="after"
                onResize={(width) => viewStore.setState({ contextWidth: width })}
              />
            </div>
          ) : null}
        </main>
        {contextOpen ? (
          <aside
            aria-label="Context"
            data-pane="context"
            data-scope="context"
            className={styles.side}
            style={{ width: contextWidth }}
          >
            <ErrorBoundary part="The context" key={sessionId}>
              <ContextPane />
            </ErrorBoundary>
          </aside>
        ) : null}
      </div>
      <DemoGuide />
      <LongGitBar />
      <RefusedField />
      <StatusStrip />
    </div>
  )
}
