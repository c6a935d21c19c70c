import { PanelRightOpen } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { countOf } from '#shared/base/quantity-text.ts'
import type { Command } from '#shared/commands/index.ts'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { isAlone, isKeyLive, keyPlaceOf, type KeyPlace } from '#renderer/commands/listen.ts'
import { commandStore, disabledReasonOf, hintOf, runCommand } from '#renderer/commands/runtime.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useDetails } from '#renderer/replicas/context.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Key } from '#renderer/ui/key.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { isPaneOpen, useView } from '#renderer/view/view-store.ts'
import styles from './status-strip.module.css'

/** What has the focus, for the line of keys. */
function useFocused(): KeyPlace {
  const [focused, setFocused] = useState<KeyPlace>(() => focusedNow())
  useEffect(() => {
    const update = (): void => {
      const next = focusedNow()
      const isSame = (before: KeyPlace): boolean =>
        before.typing === next.typing && before.scopes.join() === next.scopes.join()
      // A dialog has keys of its own; the line behind it stays as it is.
      if (next.scopes.length > 1 || isAlone(next.scopes[0] ?? ''))
        setFocused((before) => (isSame(before) ? before : next))
    }
    document.addEventListener('focusin', update)
    document.addEventListener('focusout', update)
    return () => {
      document.removeEventListener('focusin', update)
      document.removeEventListener('focusout', update)
    }
  }, [])
  return focused
}

/** Which keys are live; those that a control needs stay in the line while the focus is on one for a moment. */
function focusedNow(): KeyPlace {
  return { ...keyPlaceOf(document.activeElement), control: false }
}

/** The line at the lower edge: the keys that work now, and whether the screen follows the workbench. */
export function StatusStrip(): ReactNode {
  const place = useFocused()
  const commands = useBoundCommands()
  useSyncExternalStore(commandStore.subscribe, commandStore.getSnapshot)
  const contextOpen = useView((state) => isPaneOpen(state, 'context'))
  const live = commands.filter(
    (command) =>
      hintOf(command.id) !== undefined &&
      command.keys.length > 0 &&
      disabledReasonOf(command.id) === null &&
      isKeyLive(command, command.keys[0] ?? '', place),
  )
  const all = live.find(({ id }) => id === 'keys.show')
  return (
    <footer className={styles.strip}>
      <div className={styles.keys}>
        <ul aria-label="Keys that work now">
          {live
            .filter((command) => command !== all)
            .map((command) => (
              <li key={command.id}>
                <KeyButton command={command} />
              </li>
            ))}
        </ul>
        {/* It leads to those that the room ends before. */}
        {all === undefined ? null : <KeyButton command={all} />}
      </div>
      {contextOpen ? null : <Waiting />}
      <ConnectionLine />
      {contextOpen ? null : (
        <CommandButton command="view.toggleContext" icon={<PanelRightOpen size={16} strokeWidth={1.5} />} />
      )}
    </footer>
  )
}

/** That follow-ups wait for the end of the turn, while their list is folded away. */
function Waiting(): ReactNode {
  const count = useDetails(useView((state) => state.session))?.waiting.length ?? 0
  if (count === 0) return null
  return (
    <button
      type="button"
      className={styles.waiting}
      title="Shows what waits for the end of the turn"
      onClick={() => runCommand('session.followUp')}
    >
      {countOf(count, 'follow-up waits', 'follow-ups wait')}
    </button>
  )
}

function KeyButton({ command }: { readonly command: Command }): ReactNode {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.key}
      title={command.title}
      // The focus stays where the key would have worked.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => runCommand(command.id)}
    >
      <Key text={firstKey(command.id) ?? ''} />
      {hintOf(command.id)}
    </button>
  )
}
