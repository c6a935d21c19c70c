import { askCommands } from './ask-commands.ts'
import { conflictCommands } from './conflict-commands.ts'
import type { CommandRecord } from './command.ts'
import { lineCommands } from './line-commands.ts'
import { reviewCommands } from './review-commands.ts'
import { sessionCommands } from './session-commands.ts'
import { scopeCommands } from './scope-commands.ts'
import { unitCommands } from './unit-commands.ts'
import { windowCommands } from './window-commands.ts'

export type { CommandGroup, CommandRecord, CommandScope, MenuName } from './command.ts'

const table = [
  ...reviewCommands,
  ...unitCommands,
  ...lineCommands,
  ...conflictCommands,
  ...scopeCommands,
  ...askCommands,
  ...sessionCommands,
  ...windowCommands,
] as const

/** The id of a command in the registry. */
export type CommandId = (typeof table)[number]['id']

/** A record of the registry. */
export interface Command extends CommandRecord {
  readonly id: CommandId
}

/** Every action of a person, in the order in which lists show them. */
export const commands: readonly Command[] = table

const byId = new Map<string, Command>(commands.map((command) => [command.id, command]))

/** The record with this id, or null: ids come from menus and other processes too. */
export function findCommand(id: string): Command | null {
  return byId.get(id) ?? null
}

/** The record with this id. */
export function commandOf(id: CommandId): Command {
  const command = byId.get(id)
  if (command === undefined) throw new Error(`no command has the id ${id}`)
  return command
}
