import { useMemo, useRef, useState, type ReactNode } from 'react'
import type { Command, CommandGroup } from '#shared/commands/index.ts'
import { keyText } from '#shared/commands/keys.ts'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { keyPlatform } from '#renderer/commands/key-platform.ts'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Key } from '#renderer/ui/key.tsx'
import styles from './keys.module.css'

const order: readonly CommandGroup[] = [
  'Decide',
  'Move',
  'Look',
  'Session',
  'Landing',
  'Tasks',
  'Queue',
  'Window',
]

function grouped(
  commands: readonly Command[],
  query: string,
): readonly (readonly [CommandGroup, readonly Command[]])[] {
  const wanted = query.trim().toLowerCase()
  const found = commands.filter(
    (command) =>
      command.keys.length > 0 &&
      (wanted === '' ||
        command.title.toLowerCase().includes(wanted) ||
        command.keys.some((key) => keyText(key, keyPlatform).toLowerCase() === wanted)),
  )
  return order
    .map((group) => [group, found.filter((command) => command.group === group)] as const)
    .filter(([, members]) => members.length > 0)
}

/** All keys on one sheet, from the registry. */
export function KeysDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'keys')
  const [query, setQuery] = useState('')
  const commands = useBoundCommands()
  const field = useRef<HTMLInputElement>(null)
  const groups = useMemo(() => grouped(commands, query), [commands, query])
  return (
    <Dialog
      open={open}
      onClose={() => showDialog(null)}
      title="Keys"
      width={880}
      tall
      openedBy="keys.show"
      initialFocus={field}
    >
      <div className={styles.head}>
        <input
          ref={field}
          type="search"
          className={styles.search}
          aria-label="Find a key"
          placeholder="Find a key or what it does"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <p className={styles.note}>
          Single keys work wherever no text is being typed. The settings change keys.
        </p>
      </div>
      <div className={styles.sheet} tabIndex={0} role="region" aria-label="All keys">
        <div className={styles.columns}>
          {groups.length === 0 ? <p className={styles.note}>No key does that.</p> : null}
          {groups.map(([group, members]) => (
            <section key={group} className={styles.group} aria-label={group}>
              <h3 className={styles.heading}>{group}</h3>
              <dl>
                {members.map((command) => (
                  <div key={command.id} className={styles.row}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys.map((key) => (
                        <Key key={key} text={keyText(key, keyPlatform)} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  )
}
