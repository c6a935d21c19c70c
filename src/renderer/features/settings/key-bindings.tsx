import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { holdersOf, mostKeys, refusalOf } from '#shared/commands/bindings.ts'
import { commandOf, commands, findCommand, type Command, type CommandId } from '#shared/commands/index.ts'
import { keyText } from '#shared/commands/keys.ts'
import { useBindings, useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { keyPlatform } from '#renderer/commands/key-platform.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useBindingsTold, useReplicas } from '#renderer/replicas/context.ts'
import type { BindingsReplica } from '#renderer/replicas/bindings.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import styles from './settings.module.css'

type Client = ReturnType<typeof useReplicas>['client']
type Answered = Awaited<ReturnType<Client['keys']['keep']>>

/** Shows why keys stayed as they were, or takes what counts now. */
async function settle(bindings: BindingsReplica, request: Promise<Answered>, words: string): Promise<void> {
  const answer = await request
  if (!answer.ok) return reportFailure(answer.error)
  bindings.take(answer.value)
  announce(words)
}

const textOf = (keys: readonly string[]): string =>
  keys.length === 0 ? 'no key' : keys.map((key) => keyText(key, keyPlatform)).join(', ')

/** Commands whose words contain all words of the query, or that have it as a key. */
export function findBindings(all: readonly Command[], query: string): readonly Command[] {
  const wanted = query.trim().toLowerCase()
  const words = wanted.split(/\s+/).filter(Boolean)
  return all.filter((command) => {
    const text = `${command.title} ${command.group} keys`.toLowerCase()
    return (
      words.every((word) => text.includes(word)) ||
      command.keys.some((key) => keyText(key, keyPlatform).toLowerCase() === wanted)
    )
  })
}

/** What a file says that was changed outside of Winnow, for the person to use or to write over. */
function OutsideChange(): ReactNode {
  const { client, bindings } = useReplicas()
  const told = useBindingsTold()
  if (told === null || (told.proposal === null && told.problem === null)) return null
  const keep = (
    <Button onClick={() => void settle(bindings, client.keys.keep(), 'Your keys are in the file again.')}>
      Write my keys over it
    </Button>
  )
  const { proposal, problem } = told
  if (proposal === null)
    return (
      <div className={styles.untrusted} role="note">
        <p>{problem}</p>
        <div className={styles.buttons}>{keep}</div>
      </div>
    )
  return (
    <div className={styles.untrusted} role="note" aria-label="Keys changed outside of Winnow">
      <p>
        {told.file} was changed outside of Winnow. None of it counts until you use it. Look for keys that an
        agent could want:
      </p>
      <ul className={styles.changes}>
        {proposal.changes.map(({ command, from, to }) => (
          <li key={command}>
            {findCommand(command)?.title ?? command}: {textOf(from)} → <strong>{textOf(to)}</strong>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        {keep}
        <Button
          onClick={() =>
            void settle(
              bindings,
              client.keys.confirm({ digest: proposal.digest }),
              'The keys of the file count now.',
            )
          }
        >
          Use these keys
        </Button>
      </div>
    </div>
  )
}

/** Waits for the key that a command gets. A key that another command has is taken from it when it is pressed again. */
function Recorder({
  command,
  kept,
  onEnd,
}: {
  readonly command: CommandId
  /** Keys that it keeps besides. */
  readonly kept: readonly string[]
  /** `here`: the focus is still where it was. */
  readonly onEnd: (here: boolean) => void
}): ReactNode {
  const { client, bindings } = useReplicas()
  const now = useBindings()
  const all = useBoundCommands()
  const [said, setSaid] = useState<{ readonly key: string; readonly text: string } | null>(null)
  const take = (key: string, holders: readonly CommandId[]): void => {
    const others = holders.map((holder) => ({
      command: holder,
      keys: (all.find((one) => one.id === holder)?.keys ?? []).filter((own) => own !== key),
    }))
    const changes = [...others, { command, keys: [...kept.filter((own) => own !== key), key] }]
    const words = `${keyText(key, keyPlatform)} is the key of “${commandOf(command).title}” now.`
    void settle(bindings, client.keys.change({ changes }), words)
    onEnd(true)
  }
  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key === null || key === 'Tab' || key === 'Shift+Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (key === 'Escape') return onEnd(true)
    const refusal = refusalOf(commandOf(command), key)
    const holders = refusal === null ? holdersOf(now, command, key) : []
    if (refusal !== null) setSaid({ key, text: refusal })
    else if (holders.length === 0 || said?.key === key) take(key, holders)
    else {
      const titles = holders.map((holder) => `“${commandOf(holder).title}”`).join(' and ')
      setSaid({
        key,
        text: `${keyText(key, keyPlatform)} is the key of ${titles}. Press it again to take it from there.`,
      })
    }
  }
  return (
    <span className={styles.recorder}>
      <button
        type="button"
        autoFocus
        className={styles.recording}
        aria-label={`Press a key for ${commandOf(command).title}`}
        onKeyDown={onKey}
        onBlur={() => onEnd(false)}
      >
        Press a key, Esc leaves it
      </button>
      <span role="status">{said?.text}</span>
    </span>
  )
}

function BindingRow({ command }: { readonly command: Command }): ReactNode {
  const { client, bindings } = useReplicas()
  const changed = useBindings()[command.id] !== undefined
  const [recording, setRecording] = useState<'change' | 'add' | null>(null)
  const change = useRef<HTMLButtonElement>(null)
  const own = commands.find((one) => one.id === command.id)?.keys ?? []
  const reset = (): void =>
    void settle(
      bindings,
      client.keys.change({ changes: [{ command: command.id, keys: null }] }),
      `“${command.title}” has its own keys again.`,
    )
  return (
    <div className={styles.row}>
      <div className={styles.words}>
        <span className={styles.title}>{command.title}</span>
        {changed ? <p className={styles.note}>Default: {textOf(own)}.</p> : null}
      </div>
      <div className={styles.control}>
        {recording === null ? (
          <>
            {command.keys.map((key) => (
              <Key key={key} text={keyText(key, keyPlatform)} />
            ))}
            <button
              ref={change}
              type="button"
              className={styles.reset}
              aria-label={`${command.keys.length === 0 ? 'Choose' : 'Change'} the key of ${command.title}`}
              onClick={() => setRecording('change')}
            >
              {command.keys.length === 0 ? 'Choose' : 'Change'}
            </button>
            {command.keys.length > 0 && command.keys.length < mostKeys ? (
              <button
                type="button"
                className={styles.reset}
                aria-label={`Add a key to ${command.title}`}
                onClick={() => setRecording('add')}
              >
                Add
              </button>
            ) : null}
            {changed ? (
              <button
                type="button"
                className={styles.reset}
                aria-label={`Reset the keys of ${command.title} to ${textOf(own)}`}
                onClick={reset}
              >
                Reset
              </button>
            ) : null}
          </>
        ) : (
          <Recorder
            command={command.id}
            kept={recording === 'add' ? command.keys : []}
            onEnd={(here) => {
              setRecording(null)
              if (here) requestAnimationFrame(() => change.current?.focus())
            }}
          />
        )}
      </div>
    </div>
  )
}

/** The keys of all commands, each of which can be given others. */
export function KeyBindings({ query }: { readonly query: string }): ReactNode {
  const { client, bindings } = useReplicas()
  const all = useBoundCommands()
  const changed = Object.keys(useBindings())
  const found = findBindings(all, query)
  if (found.length === 0) return null
  const resetAll = (): void =>
    void settle(
      bindings,
      client.keys.change({ changes: changed.map((command) => ({ command, keys: null })) }),
      'Every command has its own keys again.',
    )
  return (
    <section className={styles.section} aria-label="Keys">
      <h3 className={styles.heading}>
        Keys <span className={styles.scope}>for you, in every repository</span>
      </h3>
      <OutsideChange />
      {changed.length === 0 ? null : (
        <div className={styles.buttons}>
          <Button look="quiet" onClick={resetAll}>
            Reset all keys
          </Button>
        </div>
      )}
      {found.map((command) => (
        <BindingRow key={command.id} command={command} />
      ))}
    </section>
  )
}
