import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight, PanelLeftClose, PanelLeftOpen, Plus } from 'lucide-react'
import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { arrangeQueue, groupTitle, type QueueGroup } from '#shared/domain/session/queue.ts'
import { focusPane, focusPaneSoon, isPaneOpen, showSession, useView } from '#renderer/view/view-store.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { DiskLine } from './disk-line.tsx'
import { RepositoryMenu } from './repository-menu.tsx'
import { QueueRow } from './queue-row.tsx'
import { listed, queueStore, toggleGroup } from '#renderer/view/queue-store.ts'
import { useRepositories, useSessions, useSessionsLoaded } from '#renderer/replicas/context.ts'
import styles from './queue.module.css'

type Row =
  | { readonly kind: 'group'; readonly group: QueueGroup; readonly count: number; readonly folded: boolean }
  | { readonly kind: 'session'; readonly session: SessionSummary }

const groupHeight = 28
const sessionHeight = 44
const stripHeight = 36

function rowsOf(sessions: readonly SessionSummary[], folded: ReadonlySet<QueueGroup>, strip: boolean): Row[] {
  return arrangeQueue(sessions).flatMap(({ group, sessions: members }): Row[] => {
    if (members.length === 0) return []
    const isFolded = folded.has(group)
    const shown = isFolded ? [] : members.map((session): Row => ({ kind: 'session', session }))
    return strip ? shown : [{ kind: 'group', group, count: members.length, folded: isFolded }, ...shown]
  })
}

function GroupHeading({ row }: { readonly row: Row & { readonly kind: 'group' } }): ReactNode {
  const Chevron = row.folded ? ChevronRight : ChevronDown
  return (
    <h2 className={styles.heading}>
      <button
        type="button"
        aria-expanded={!row.folded}
        className={styles.group}
        onClick={() => toggleGroup(row.group)}
      >
        <span>{groupTitle[row.group]}</span>
        <span className={styles.count}>{row.count}</span>
        <Chevron size={14} strokeWidth={1.5} aria-hidden className={styles.chevron} />
      </button>
    </h2>
  )
}

/** Says that the queue is filtered, and ends that. */
function OnlyLine({ name }: { readonly name: string }): ReactNode {
  return (
    <p className={styles.only}>
      <span>Only {name}</span>
      <button type="button" onClick={() => queueStore.setState({ only: null })}>
        Show all
      </button>
    </p>
  )
}

/** Everything that runs, waits or is done, in the order of work. */
export function QueuePane(): ReactNode {
  const sessions = useSessions()
  const loaded = useSessionsLoaded()
  const folded = useStore(queueStore, (state) => state.folded)
  const only = useStore(queueStore, (state) => state.only)
  const renaming = useStore(queueStore, (state) => state.renaming)
  const current = useView((state) => state.session)
  const open = useView((state) => isPaneOpen(state, 'queue'))
  const repositories = useRepositories()
  const rows = useMemo(
    () => rowsOf(listed(sessions.values(), only), folded, !open),
    [sessions, folded, open, only],
  )
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      !open ? stripHeight : rows[index]?.kind === 'group' ? groupHeight : sessionHeight,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : row.kind === 'group' ? row.group : row.session.id
    },
    overscan: 12,
  })
  // Row heights depend on whether the pane is a strip.
  useEffect(() => virtual.measure(), [virtual, open, rows])

  const shown = rows.flatMap((row) => (row.kind === 'session' ? [row.session.id] : []))
  const step = (by: 1 | -1): void => {
    const at = current === null ? -1 : shown.indexOf(current)
    const target = shown[at === -1 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))]
    if (target === undefined) return
    showSession(target)
    virtual.scrollToIndex(rows.findIndex((row) => row.kind === 'session' && row.session.id === target))
    focusPaneSoon('queue')
  }
  const nothing = shown.length === 0 ? 'There is no session to select.' : null
  useCommand('queue.next', () => step(1), { disabledReason: nothing })
  useCommand('queue.previous', () => step(-1), { disabledReason: nothing })
  useCommand('queue.enter', () => focusPane('review'), {
    disabledReason: current === null ? 'No session is selected.' : null,
  })

  const severalRepositories = new Set([...sessions.values()].map((session) => session.repository)).size > 1
  const nameOfRepository = (id: string): string =>
    repositories.find((one) => one.id === id)?.name ?? 'a repository that was forgotten'
  const nameOf = (id: string): string | null =>
    severalRepositories && only === null ? (repositories.find((one) => one.id === id)?.name ?? null) : null
  // Exactly one row takes part in the Tab order: the one shown, else the first.
  const tabbable = current !== null && shown.includes(current) ? current : (shown[0] ?? null)

  return (
    <>
      <header className={open ? styles.bar : styles.stripBar}>
        {open ? <RepositoryMenu several={severalRepositories} /> : null}
        <CommandButton command="composer.open" icon={<Plus size={16} strokeWidth={1.5} />} />
        <CommandButton
          command="view.toggleQueue"
          icon={
            open ? (
              <PanelLeftClose size={16} strokeWidth={1.5} />
            ) : (
              <PanelLeftOpen size={16} strokeWidth={1.5} />
            )
          }
        />
      </header>
      {open && only !== null ? <OnlyLine name={nameOfRepository(only)} /> : null}
      <div ref={scroller} className={styles.scroller}>
        {loaded && rows.length === 0 && open ? (
          <div className={styles.empty}>
            <p>Nothing runs and nothing waits.</p>
          </div>
        ) : null}
        <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <li key={item.key} className={styles.item} style={{ height: item.size, top: item.start }}>
                {row.kind === 'group' ? (
                  <GroupHeading row={row} />
                ) : (
                  <QueueRow
                    session={row.session}
                    repository={nameOf(row.session.repository)}
                    current={row.session.id === current}
                    tabbable={row.session.id === tabbable}
                    renaming={row.session.id === renaming}
                    strip={!open}
                  />
                )}
              </li>
            )
          })}
        </ul>
      </div>
      {open ? <DiskLine /> : null}
    </>
  )
}
