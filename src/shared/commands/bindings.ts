import type { CommandRecord } from './command.ts'
import { commands, findCommand, type Command, type CommandId } from './index.ts'
import { findKeyConflicts, keyText, splitKey } from './keys.ts'

/** The keys that the person gave to commands in place of their own; an empty list takes all keys away. */
export type Bindings = Readonly<Partial<Record<CommandId, readonly string[]>>>

/** How many keys a command has at most. */
export const mostKeys = 4

const named =
  /^(?:F(?:[1-9]|1\d|2[0-4])|Arrow(?:Up|Down|Left|Right)|Enter|Tab|Space|Backspace|Delete|Home|End|PageUp|PageDown|Insert)$/

/** Whether a key is written as the registry writes keys: "a", "Shift+a", "Mod+Alt+Enter", "?". */
export function isKey(text: string): boolean {
  const { modifiers, key } = splitKey(text)
  const order = ['Mod', 'Alt', 'Shift'].filter((modifier) => modifiers.includes(modifier))
  if (order.join('+') !== modifiers.join('+')) return false
  if (named.test(key)) return true
  const letter = key.toLowerCase() !== key.toUpperCase()
  if ([...key].length !== 1 || /[\s\p{C}]/u.test(key)) return false
  return letter ? key === key.toLowerCase() : !modifiers.includes('Shift')
}

/** Groups whose commands decide, send, land and discard nothing. */
const harmless = new Set<CommandRecord['group']>(['Move', 'Look', 'Queue', 'Window'])

/** What every field of text and the system need for themselves. */
const taken = new Set(['Mod+c', 'Mod+v', 'Mod+x', 'Mod+a', 'Mod+q', 'Mod+w'])

/** Why a command may not have a key, as a sentence, or null. */
export function refusalOf(command: Command, key: string): string | null {
  const shown = `“${key.slice(0, 40)}”`
  // Escape puts away what it always has; nothing else can have it.
  const isOwn = findCommand(command.id)?.keys.includes(key) === true
  if (!isKey(key) && !isOwn) return `${shown} is no key.`
  const text = keyText(key, 'other')
  if (taken.has(key)) return `${text} is needed to copy, to paste or to close.`
  const parts = splitKey(key)
  if (parts.modifiers.includes('Mod') || /^F\d/.test(parts.key)) return null
  if (command.guarded === true)
    return `“${command.title}” needs a key with Ctrl or ⌘, or a function key: ${text} is pressed too easily.`
  if (['Enter', 'Tab', 'Space'].includes(parts.key) && !harmless.has(command.group))
    return `${text} confirms and moves everywhere else: “${command.title}” can’t have it.`
  return null
}

/** The registry with the person's keys in place of its own. */
export function boundCommands(bindings: Bindings): readonly Command[] {
  return commands.map((command) => {
    const keys = bindings[command.id]
    return keys === undefined ? command : { ...command, keys }
  })
}

/** Why keys can't be used, as a sentence, or null: a key that is refused, or one that two commands would have. */
export function problemOf(bindings: Bindings): string | null {
  for (const [id, keys] of Object.entries(bindings)) {
    const command = findCommand(id)
    if (command === null) return `There is no command “${id.slice(0, 60)}”.`
    if (keys.length > mostKeys) return `“${command.title}” has more than ${mostKeys} keys.`
    if (new Set(keys).size < keys.length) return `“${command.title}” has a key twice.`
    for (const key of keys) {
      const refusal = refusalOf(command, key)
      if (refusal !== null) return refusal
    }
  }
  const [conflict] = findKeyConflicts(boundCommands(bindings))
  if (conflict === undefined) return null
  const [one, other] = conflict.commands.map((id) => findCommand(id)?.title ?? id)
  return `${keyText(conflict.key, 'other')} would be the key of “${one}” and of “${other}”.`
}

/** A command that has other keys in `to` than in `from`. */
export interface BindingChange {
  readonly command: CommandId
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** What differs between two ways to bind keys, in the order of the registry. */
export function bindingChanges(from: Bindings, to: Bindings): readonly BindingChange[] {
  const after = boundCommands(to)
  return boundCommands(from).flatMap((command, index) => {
    const keys = after[index]?.keys ?? []
    return command.keys.join(' ') === keys.join(' ')
      ? []
      : [{ command: command.id, from: command.keys, to: keys }]
  })
}

/** Commands that have a key which `command` would get, and which can be live where it is. */
export function holdersOf(bindings: Bindings, command: CommandId, key: string): readonly CommandId[] {
  const record = findCommand(command)
  if (record === null) return []
  const others = boundCommands(bindings).filter((other) => other.id !== command)
  return findKeyConflicts([{ ...record, keys: [key] }, ...others])
    .filter((conflict) => conflict.key === key && conflict.commands[0] === command)
    .flatMap((conflict) => findCommand(conflict.commands[1])?.id ?? [])
}
