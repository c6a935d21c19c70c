import { Command } from 'cmdk'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import { commands } from '#shared/commands/index.ts'
import { arrangeQueue } from '#shared/domain/session/queue.ts'
import { statusOf } from '#shared/domain/session/words.ts'
import { focusPane, focusPaneSoon, showDialog, showSession, useView } from '#renderer/view/view-store.ts'
import { commandStore, disabledReasonOf, runCommand } from '#renderer/commands/runtime.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useFileJump } from '#renderer/view/file-jump.ts'
import { bestRank } from './rank.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Glyph } from '#renderer/ui/glyph.tsx'
import { Key } from '#renderer/ui/key.tsx'
import list from '#renderer/ui/list.module.css'
import { useSessions } from '#renderer/replicas/context.ts'
import styles from './palette.module.css'

const title = 'Find a command, a session or a file'
/** Commands that only make sense inside the dialog or field they belong to. */
const elsewhere = new Set(['composer', 'landing', 'followUp', 'fork', 'ask', 'lines', 'conflict'])
/** Sessions, and files, that are listed at most; more letters find the others. */
const mostShown = 40

interface PartProperties {
  readonly query: string
  /** Closes the palette, does what was chosen, and all that before the next key is heard. */
  readonly choose: (work: () => void) => void
}

/** What fits, the best first; the order stays as it was where the fit is the same. */
function fitting<Entry>(
  entries: readonly Entry[],
  query: string,
  names: (entry: Entry) => readonly string[],
): Entry[] {
  return entries
    .map((entry) => ({ entry, fit: bestRank(names(entry), query) }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ entry }) => entry)
}

function Commands({ query, choose }: PartProperties): ReactNode {
  const handlers = commandStore.getSnapshot()
  const known = commands.filter(
    (command) => handlers.has(command.id) && !elsewhere.has(command.scope) && command.id !== 'palette.open',
  )
  const shown = fitting(known, query, (command) => [command.title, command.group])
    .map((command) => ({ command, reason: disabledReasonOf(command.id) }))
    // What can be done now comes first; the rest says why it can't.
    .sort((one, other) => Number(one.reason !== null) - Number(other.reason !== null))
  if (shown.length === 0) return null
  return (
    <Command.Group heading="Commands" className={styles.group}>
      {shown.map(({ command, reason }) => {
        const key = firstKey(command.id)
        return (
          <Command.Item
            key={command.id}
            value={command.id}
            disabled={reason !== null}
            className={list.item}
            onSelect={() => choose(() => runCommand(command.id, { by: 'palette' }))}
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

function Sessions({ query, choose }: PartProperties): ReactNode {
  const sessions = useSessions()
  const known = arrangeQueue(sessions.values()).flatMap((section) => section.sessions)
  const shown = fitting(known, query, (session) => [session.title, statusOf(session).word])
  if (shown.length === 0) return null
  return (
    <Command.Group heading="Sessions" className={styles.group}>
      {shown.slice(0, mostShown).map((session) => {
        const status = statusOf(session)
        return (
          <Command.Item
            key={session.id}
            value={`session ${session.id}`}
            className={list.item}
            onSelect={() =>
              choose(() => {
                flushSync(() => showSession(session.id))
                focusPane('review')
                focusPaneSoon('review')
              })
            }
          >
            <Glyph name={status.glyph} />
            <span className={list.label}>{wordsForDisplay(session.title)}</span>
            <span className={list.hint}>{status.line}</span>
          </Command.Item>
        )
      })}
    </Command.Group>
  )
}

function Files({ query, choose }: PartProperties): ReactNode {
  const { paths, jump } = useFileJump()
  const shown = fitting(paths, query, (path) => [path])
  if (shown.length === 0) return null
  return (
    <Command.Group heading="Files of this changeset" className={styles.group}>
      {shown.slice(0, mostShown).map((path) => (
        <Command.Item
          key={path}
          value={`file ${path}`}
          className={list.item}
          onSelect={() =>
            choose(() => {
              jump(path)
              focusPane('review')
            })
          }
        >
          <span className={`${list.label} ${styles.path}`}>{pathForDisplay(path)}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

function Palette({
  field,
  close,
}: {
  readonly field: RefObject<HTMLInputElement | null>
  readonly close: () => void
}): ReactNode {
  const choose = (work: () => void): void => {
    flushSync(close)
    work()
  }
  const [query, setQuery] = useState('')
  return (
    <Command label={title} className={list.command} loop shouldFilter={false}>
      <Command.Input
        ref={field}
        className={list.input}
        value={query}
        onValueChange={setQuery}
        placeholder={title}
      />
      <Command.List className={`${list.list} ${styles.list}`} label="Results">
        {/* The first row is what Enter does: nothing, until the person typed or went to something. */}
        {query.trim() === '' ? (
          <Command.Item value="nothing yet" className="visually-hidden">
            Nothing is chosen yet. Type a few letters, or go down the list.
          </Command.Item>
        ) : null}
        <Command.Empty className={list.empty}>Nothing has such a name.</Command.Empty>
        <Commands query={query} choose={choose} />
        <Sessions query={query} choose={choose} />
        <Files query={query} choose={choose} />
      </Command.List>
    </Command>
  )
}

/** Every command, session and file by a few letters of its name. */
export function PaletteDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'palette')
  const field = useRef<HTMLInputElement>(null)
  const close = (): void => showDialog(null)
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      titleHidden
      width={640}
      openedBy="palette.open"
      initialFocus={field}
    >
      <Palette field={field} close={close} />
    </Dialog>
  )
}
