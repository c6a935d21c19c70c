import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { commandOf, type CommandId } from '#shared/commands/index.ts'
import { keyText } from '#shared/commands/keys.ts'
import { keysOf, useBoundCommands } from './bound-keys.ts'
import { keyPlatform } from './key-platform.ts'
import { commandStore, disabledReasonOf, registerCommand, type Invocation } from './runtime.ts'

/**
 * Answers a command while the calling view is mounted. `run` may be a new function on each render; the one of the
 * last committed render is called. `enabled: false` leaves the command to others.
 */
export function useCommand(
  id: CommandId,
  run: (invocation: Invocation) => void,
  options: {
    readonly disabledReason?: string | null
    readonly enabled?: boolean
    readonly hint?: string | undefined
  } = {},
): void {
  const latest = useRef(run)
  useLayoutEffect(() => {
    latest.current = run
  })
  const { disabledReason = null, enabled = true, hint } = options
  useEffect(() => {
    if (!enabled) return
    const registration = registerCommand(id, {
      run: (invocation) => latest.current(invocation),
      disabledReason,
      hint,
    })
    return () => registration.dispose()
  }, [id, disabledReason, enabled, hint])
}

/** The title, the first key and the disabled reason of a command, for buttons, menus and tooltips. */
export function useCommandState(id: CommandId): {
  readonly title: string
  readonly key: string | null
  readonly disabledReason: string | null
} {
  const reason = useSyncExternalStore(commandStore.subscribe, () => disabledReasonOf(id))
  useBoundCommands()
  return { title: commandOf(id).title, key: firstKey(id), disabledReason: reason }
}

/** The key of a command as a person reads it, or null when it has none. */
export function firstKey(id: CommandId): string | null {
  const key = keysOf(id)[0]
  return key === undefined ? null : keyText(key, keyPlatform)
}
