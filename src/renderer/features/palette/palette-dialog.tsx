import { Command } from 'cmdk'
import { useEffect, useState, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { commands } from '#shared/commands/index.ts'
import { arrangeQueue, groupTitle } from '#shared/session/queue.ts'
import { statusOf } from '#shared/session/words.ts'
import { focusPane, showDialog, showSession, useView } from '#renderer/app/view-store.ts'
import { commandStore, disabledReasonOf, runCommand } from '#renderer/commands/runtime.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useFileJump } from './file-jump.ts'
import { bestRank, rank } from './rank.ts'
import { useSessions } from '#renderer/features/session/sessions-store.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Glyph } from '#renderer/ui/glyph.tsx'
import { Key } from '#renderer/ui/key.tsx'
import list from '#renderer/ui/list.module.css'
import styles from './palette.module.css'

/** Commands that only make sense inside the dialog or field they belong to. */
const elsewhere = new Set(['composer', 'landing', 'followUp'])
const mostFiles = 40

function Commands({ close }: { readonly close: () => void }): ReactNode {
  const handlers = commandStore.getSnapshot()
  const shown = commands.filter(
    (command) => handlers.has(command.id) && !elsewhere.has(command.scope) && command.id !== 'palette.open',
  )
  // What can be done now comes first; the rest says why it can't.
  const ordered = shown
    .map((command) => ({ command, reason: disabledReasonOf(command.id) }))
    .sort((one, other) => Number(one.reason !== null) - Number(other.reason !== null))
  return (
    <Command.Group heading="Commands" className={styles.group}>
      {ordered.map(({ command, reason }) => {
        const key = firstKey(command.id)
        return (
          <Command.Item
            key={command.id}
            value={command.id}
            keywords={[command.title, command.group]}
            disabled={reason !== null}
            className={list.item}
            onSelect={() => {
              close()
              // After the dialog has given the focus back.
              requestAnimationFrame(() =>
                requestAnimationFrame(() => runCommand(command.id, { by: 'palette' })),
              )
            }}
          >
            <span className={list.label}>{command.title}</span>
            {reason === null ? null : <span className={list.hint}>{reason}</span>}
            {key === null ? null : <Key text={key} />}
          </Command.Item>
        )
      })}
    </Command.Group>
  )
}

function Sessions({ close }: { readonly close: () => void }): ReactNode {
  const sessions = useSessions()
  return (
    <Command.Group heading="Sessions" className={styles.group}>
      {arrangeQueue(sessions.values()).flatMap(({ group, sessions: members }) =>
        members.map((session) => {
          const status = statusOf(session)
          return (
            <Command.Item
              key={session.id}
              value={`session ${session.id}`}
              keywords={[session.title, status.word, groupTitle[group]]}
              className={list.item}
              onSelect={() => {
                close()
                showSession(session.id)
                requestAnimationFrame(() => requestAnimationFrame(() => focusPane('review')))
              }}
            >
              <Glyph name={status.glyph} />
              <span className={list.label}>{session.title}</span>
              <span className={list.hint}>{status.line}</span>
            </Command.Item>
          )
        }),
      )}
    </Command.Group>
  )
}

function Files({ query, close }: { readonly query: string; readonly close: () => void }): ReactNode {
  const { paths, jump } = useFileJump()
  if (paths.length === 0) return null
  const shown =
    query.trim() === ''
      ? paths.slice(0, 8)
      : paths
          .map((path) => ({ path, fit: rank(path, query) }))
          .filter((one) => one.fit > 0)
          .sort((one, other) => other.fit - one.fit)
          .map((one) => one.path)
  return (
    <Command.Group heading="Files of this changeset" className={styles.group}>
      {shown.slice(0, mostFiles).map((path) => (
        <Command.Item
          key={path}
          value={`file ${path}`}
          keywords={[path]}
          className={list.item}
          onSelect={() => {
            close()
            requestAnimationFrame(() => requestAnimationFrame(() => jump(path)))
          }}
        >
          <span className={`${list.label} ${styles.path}`}>{pathForDisplay(path)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

/** Items are told apart by their value and found by their keywords. */
const fit = (_value: string, query: string, names?: string[]): number => bestRank(names ?? [], query)

/** Every command, session and file by a few letters of its name. */
export function PaletteDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'palette')
  const [query, setQuery] = useState('')
  useEffect(() => {
    if (open) setQuery('')
  }, [open])
  const close = (): void => showDialog(null)
  return (
    <Dialog open={open} onClose={close} title="Find a command, a session or a file" titleHidden width={640}>
      <Command label="Find a command, a session or a file" className={list.command} loop filter={fit}>
        <Command.Input
          className={list.input}
          value={query}
          onValueChange={setQuery}
          placeholder="Find a command, a session or a file"
        />
        <Command.List className={`${list.list} ${styles.list}`} label="Results">
          <Command.Empty className={list.empty}>Nothing has such a name.</Command.Empty>
          <Commands close={close} />
          <Sessions close={close} />
          <Files query={query} close={close} />
        </Command.List>
      </Command>
    </Dialog>
  )
}
