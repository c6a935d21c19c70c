import { createStore } from 'zustand/vanilla'
import { commandOf, type CommandId } from '#shared/commands/index.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'

/** How a command was asked for. */
export interface Invocation {
  readonly by: 'key' | 'menu' | 'palette' | 'button'
  /** The key is held down. Only commands that say so in the registry (`repeats`) are run again then. */
  readonly repeat: boolean
  /** When the key went down, on the clock of `performance.now()`. */
  readonly at: number
}

export interface CommandHandler {
  readonly run: (invocation: Invocation) => void
  /** Why it can't be done now, as a sentence; null when it can. */
  readonly disabledReason: string | null
  /** What its key does now, in the line of keys, where that is another word than the registry's. */
  readonly hint?: string | undefined
}

interface Registrations {
  /** Of each command, the handlers that are mounted; the newest answers. */
  readonly handlers: ReadonlyMap<CommandId, readonly CommandHandler[]>
}

const registrations = createStore<Registrations>(() => ({ handlers: new Map() }))

/** Tells views when a handler or a disabled reason changes. */
export const commandStore = {
  subscribe: (listener: () => void): (() => void) => registrations.subscribe(listener),
  getSnapshot: (): ReadonlyMap<CommandId, readonly CommandHandler[]> => registrations.getState().handlers,
}

function change(
  id: CommandId,
  update: (handlers: readonly CommandHandler[]) => readonly CommandHandler[],
): void {
  registrations.setState(({ handlers }) => {
    const next = new Map(handlers)
    const left = update(handlers.get(id) ?? [])
    if (left.length === 0) next.delete(id)
    else next.set(id, left)
    return { handlers: next }
  })
}

/** Answers a command until the result is disposed. The newest handler of a command wins. */
export function registerCommand(id: CommandId, handler: CommandHandler): Disposable {
  change(id, (handlers) => [...handlers, handler])
  return toDisposable(() => change(id, (handlers) => handlers.filter((entry) => entry !== handler)))
}

/** Why a command does nothing now: its own reason, or that no view answers it. null when it can run. */
export function disabledReasonOf(id: CommandId): string | null {
  const handler = commandStore.getSnapshot().get(id)?.at(-1)
  return handler === undefined ? 'It does not apply to what is on screen.' : handler.disabledReason
}

/** The word for a command in the line of keys, as it is now; undefined where it is not named there. */
export function hintOf(id: CommandId): string | undefined {
  return commandStore.getSnapshot().get(id)?.at(-1)?.hint ?? commandOf(id).hint
}

/** What the window does about commands beside running them. */
interface Watch {
  /** A disabled command was asked for. */
  readonly refused: (id: CommandId, reason: string, by: Invocation['by']) => void
  /** A command is about to open something that takes the next keys; `open` does it. */
  readonly opening: (id: CommandId, open: () => void) => void
}

let watch: Watch = { refused: () => undefined, opening: (_id, open) => open() }

/** Sets who tells the person why a command did nothing, and who keeps what is typed after one that opens a field. */
export function watchCommands(watching: Watch): void {
  watch = watching
}

/** Tells the person why a command did nothing. */
export function refuseCommand(id: CommandId, reason: string, by: Invocation['by'] = 'key'): void {
  watch.refused(id, reason, by)
}

/**
 * Runs a command. Returns whether a handler was there, even if it is disabled (then the person hears why) or not for a
 * key that is held down.
 */
export function runCommand(id: CommandId, invocation: Partial<Invocation> = {}): boolean {
  const handler = commandStore.getSnapshot().get(id)?.at(-1)
  if (handler === undefined) return false
  if (invocation.repeat === true && commandOf(id).repeats !== true) return true
  if (handler.disabledReason !== null) {
    if (invocation.repeat !== true) refuseCommand(id, handler.disabledReason, invocation.by ?? 'button')
    return true
  }
  const run = (): void => handler.run({ by: 'button', repeat: false, at: performance.now(), ...invocation })
  if (commandOf(id).opens === undefined) run()
  else watch.opening(id, run)
  return true
}
