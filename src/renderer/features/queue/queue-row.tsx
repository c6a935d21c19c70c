import { wordsForDisplay } from '#shared/base/path-text.ts'
import { GitFork } from 'lucide-react'
import { memo, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { ageText } from '#shared/base/quantity-text.ts'
import { statusOf } from '#shared/domain/session/words.ts'
import { focusPaneSoon, showSession } from '#renderer/view/view-store.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useClient } from '#renderer/client/context.ts'
import { useReplicas, useSession, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { exactTime, useNow } from '#renderer/view/now.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { Glyph } from '#renderer/ui/glyph.tsx'
import { CommandItem, ContextMenuArea, MenuSeparator } from '#renderer/ui/menu.tsx'
import { Tooltip } from '#renderer/ui/tooltip.tsx'
import { queueStore } from '#renderer/view/queue-store.ts'
import styles from './queue.module.css'

interface Properties {
  readonly session: SessionSummary
  /** The repository's name, where sessions of several are in the queue. */
  readonly repository: string | null
  readonly current: boolean
  readonly tabbable: boolean
  readonly renaming: boolean
  /** The pane is folded to a strip of glyphs. */
  readonly strip: boolean
}

function TitleField({ session }: { readonly session: SessionSummary }): ReactNode {
  const client = useClient()
  const field = useRef<HTMLInputElement>(null)
  const isTouched = useRef(false)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
    const touch = (): void => {
      isTouched.current = true
    }
    window.addEventListener('pointerdown', touch, true)
    return () => window.removeEventListener('pointerdown', touch, true)
  }, [])
  const { drafts } = useReplicas()
  const place = draftPlaces.title(session.id)
  const typed = useTyped(place, session.title)
  const rename = async (title: string): Promise<void> => {
    const result = await client.session.rename({ session: session.id, title })
    if (!result.ok) {
      reportFailure(result.error)
      // Open again, with what was written.
      if (queueStore.getState().renaming === null) queueStore.setState({ renaming: session.id })
      return
    }
    drafts.dropOwn(place)
    announce(`Renamed to ${wordsForDisplay(title)}.`)
  }
  /** Closes the field; what was typed is the title, or stays a draft, or goes. */
  const finish = (how: 'rename' | 'leave' | 'drop'): void => {
    const title = typed.text.trim()
    const isOther = title !== '' && title !== session.title
    queueStore.setState({ renaming: null })
    if (how === 'rename' && isOther) void rename(title)
    else if (how === 'leave' && isOther) announce('The title stays as a draft: rename the session to go on.')
    else typed.drop()
    focusPaneSoon('queue')
  }
  const onBlur = (): void => {
    if (queueStore.getState().renaming !== session.id) return
    if (isTouched.current) return finish('leave')
    // Nobody went away: what the field was opened from gave the focus back when it closed.
    requestAnimationFrame(() => field.current?.focus())
  }
  const onKey = (event: KeyboardEvent): void => {
    isTouched.current = true
    const how = ({ Enter: 'rename', Escape: 'leave', 'Shift+Escape': 'drop' } as const)[keyOf(event) ?? '']
    if (how === undefined) return
    event.preventDefault()
    finish(how)
  }
  return (
    <div className={styles.renaming}>
      <input
        ref={field}
        className={styles.field}
        data-opened-by="session.rename"
        aria-label="Title of the session"
        value={typed.text}
        onChange={(event) => typed.write(event.target.value)}
        maxLength={300}
        onKeyDown={onKey}
        title="Enter renames, Esc keeps what is typed as a draft, Shift Esc drops it"
        onBlur={onBlur}
      />
    </div>
  )
}

function RowMenu({ session }: { readonly session: SessionSummary }): ReactNode {
  if (session.discardedAt !== null) return <CommandItem command="session.restore" />
  return (
    <>
      <CommandItem command="session.followUp" />
      <CommandItem command="session.quoteRejected" />
      <CommandItem command="session.fork" />
      <CommandItem command="landing.open" />
      <CommandItem command="landing.undo" />
      <MenuSeparator />
      <CommandItem command="session.rename" />
      <CommandItem command="session.stop" />
      <CommandItem command={session.agent.kind === 'existing' ? 'session.refresh' : 'session.restart'} />
      <MenuSeparator />
      <CommandItem command="session.openEditor" />
      <CommandItem command="session.openTerminal" />
      <CommandItem command="session.copyPath" />
      <MenuSeparator />
      <CommandItem command="session.discard" danger />
    </>
  )
}

/** One session: its state, its title, and why it needs the person or what it does. */
export const QueueRow = memo(function QueueRow(properties: Properties): ReactNode {
  const { session, repository, current, tabbable, renaming, strip } = properties
  const now = useNow()
  const status = statusOf(session, now)
  const title = wordsForDisplay(session.title)
  const from = useSession(session.forkedFrom)
  const origin = session.forkedFrom === null ? null : wordsForDisplay(from?.title ?? 'a session that is gone')
  if (renaming && !strip) return <TitleField session={session} />

  const shared = {
    type: 'button' as const,
    tabIndex: tabbable ? 0 : -1,
    'aria-current': current ? ('true' as const) : undefined,
    'data-keys': 'list',
    'data-session': session.id,
    ...(tabbable ? { 'data-pane-focus': '' } : {}),
    onClick: () => {
      showSession(session.id)
      focusPaneSoon('review')
    },
  }
  if (strip)
    return (
      <Tooltip text={`${title}: ${status.line}`} side="right">
        <button
          {...shared}
          className={styles.stripRow}
          aria-label={`${title}, ${status.word}: ${status.line}`}
        >
          <Glyph name={status.glyph} />
        </button>
      </Tooltip>
    )

  const { counts } = session
  const sized = counts !== null && counts.added + counts.deleted > 0
  const since = session.state === 'running' ? session.createdAt : session.updatedAt
  return (
    <ContextMenuArea
      onOpen={() => showSession(session.id)}
      area={
        <button {...shared} className={styles.row}>
          <Glyph name={status.glyph} />
          <span className={styles.first}>
            <span className={styles.title} title={title}>
              {title}
            </span>
            {session.attempts > 1 ? (
              <span className={styles.attempt} title={`Attempt ${session.attempt} of ${session.attempts}`}>
                {session.attempt}/{session.attempts}
              </span>
            ) : null}
            {origin === null ? null : (
              <span className={styles.attempt} title={`Forked from “${origin}”`}>
                <GitFork size={12} strokeWidth={1.5} aria-hidden />
                <span className="visually-hidden">, forked from “{origin}”</span>
              </span>
            )}
            <span className={styles.age} title={exactTime(since)}>
              {ageText(since, now)}
            </span>
          </span>
          <span className="visually-hidden">, {status.word}: </span>
          <span className={styles.second} data-sized={sized || undefined}>
            {repository === null ? null : (
              <span className={styles.of} title={repository}>
                {repository}
              </span>
            )}
            <span
              className={session.state === 'failed' ? styles.failedLine : styles.line}
              title={status.line}
            >
              {status.line}
            </span>
            {sized ? (
              <span className={styles.size}>
                {counts.added > 0 ? <span className={styles.added}>+{counts.added}</span> : null}{' '}
                {counts.deleted > 0 ? <span className={styles.deleted}>−{counts.deleted}</span> : null}
              </span>
            ) : null}
          </span>
        </button>
      }
    >
      <RowMenu session={session} />
    </ContextMenuArea>
  )
})
