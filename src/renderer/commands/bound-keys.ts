import { useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import { boundCommands, type Bindings } from '#shared/commands/bindings.ts'
import type { Command, CommandId } from '#shared/commands/index.ts'

interface BoundKeys {
  readonly bindings: Bindings
  /** The registry with the keys that count. */
  readonly commands: readonly Command[]
  readonly byId: ReadonlyMap<CommandId, Command>
  readonly byKey: ReadonlyMap<string, readonly Command[]>
}

function bound(bindings: Bindings): BoundKeys {
  const commands = boundCommands(bindings)
  const byKey = new Map<string, Command[]>()
  for (const command of commands)
    for (const key of command.keys) byKey.set(key, [...(byKey.get(key) ?? []), command])
  return { bindings, commands, byId: new Map(commands.map((command) => [command.id, command])), byKey }
}

const store = createStore<BoundKeys>(() => bound({}))

/** Gives commands the person's keys, from now on and everywhere in this window. */
export function setBindings(bindings: Bindings): void {
  if (JSON.stringify(bindings) !== JSON.stringify(store.getState().bindings)) store.setState(bound(bindings))
}

/** The keys of a command that count, the first is shown. */
export function keysOf(id: CommandId): readonly string[] {
  return store.getState().byId.get(id)?.keys ?? []
}

/** The commands that have a key, in the order of the registry. */
export function commandsAt(key: string): readonly Command[] {
  return store.getState().byKey.get(key) ?? []
}

/** The registry with the keys that count; a view that shows keys is drawn again when they change. */
export function useBoundCommands(): readonly Command[] {
  return useSyncExternalStore(store.subscribe, () => store.getState().commands)
}

/** The person's keys in place of the registry's. */
export function useBindings(): Bindings {
  return useSyncExternalStore(store.subscribe, () => store.getState().bindings)
}
