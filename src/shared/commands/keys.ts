import type { CommandRecord, CommandScope } from './command.ts'

/** Scopes whose keys can be live at the same time as those of the given one. Dialogs and fields stand alone. */
const liveTogether: Readonly<Record<CommandScope, readonly CommandScope[]>> = {
  always: [
    'everywhere',
    'session',
    'queue',
    'review',
    'context',
    'composer',
    'landing',
    'followUp',
    'fork',
    'find',
    'ask',
    'lines',
    'conflict',
  ],
  everywhere: ['session', 'queue', 'review', 'context', 'find'],
  session: ['everywhere', 'queue', 'review', 'context'],
  queue: ['everywhere', 'session'],
  review: ['everywhere', 'session'],
  context: ['everywhere', 'session'],
  composer: [],
  landing: [],
  followUp: [],
  fork: [],
  find: ['everywhere'],
  ask: [],
  lines: [],
  conflict: [],
}

/** Whether keys of both scopes can be live at once. */
export function scopesOverlap(one: CommandScope, other: CommandScope): boolean {
  return one === other || liveTogether[one].includes(other) || liveTogether[other].includes(one)
}

export interface KeyConflict {
  readonly key: string
  readonly commands: readonly [string, string]
}

/** Every key that two commands in overlapping scopes both claim. */
export function findKeyConflicts(commands: readonly CommandRecord[]): readonly KeyConflict[] {
  const conflicts: KeyConflict[] = []
  commands.forEach((one, index) => {
    for (const other of commands.slice(index + 1)) {
      if (!scopesOverlap(one.scope, other.scope)) continue
      for (const key of one.keys)
        if (other.keys.includes(key)) conflicts.push({ key, commands: [one.id, other.id] })
    }
  })
  return conflicts
}

export type KeyPlatform = 'mac' | 'other'

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
}
const macModifiers: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }

/** The parts of a key: modifiers, then the key itself ("+" alone is a key). */
export function splitKey(key: string): { readonly modifiers: readonly string[]; readonly key: string } {
  const at = key.length === 1 ? -1 : key.lastIndexOf('+', key.length - 2)
  if (at === -1) return { modifiers: [], key }
  return { modifiers: key.slice(0, at).split('+'), key: key.slice(at + 1) }
}

/** A key as a person reads it: "Ctrl K", "⌘K", "A" for Shift+a, "a". */
export function keyText(key: string, platform: KeyPlatform): string {
  const parts = splitKey(key)
  const letter = /^[a-z]$/.test(parts.key)
  const named = names[parts.key] ?? parts.key
  if (parts.modifiers.length === 0) return named
  if (parts.modifiers.length === 1 && parts.modifiers[0] === 'Shift' && letter) return named.toUpperCase()
  const last = letter ? named.toUpperCase() : named
  if (platform === 'mac')
    return parts.modifiers.map((modifier) => macModifiers[modifier] ?? modifier).join('') + last
  return [...parts.modifiers.map((modifier) => (modifier === 'Mod' ? 'Ctrl' : modifier)), last].join(' ')
}

/** A key as Electron's menu wants it ("CmdOrCtrl+Shift+Z"), or null for keys without Mod or a function key. */
export function acceleratorOf(key: string): string | null {
  const parts = splitKey(key)
  if (!parts.modifiers.includes('Mod') && !/^F\d{1,2}$/.test(parts.key)) return null
  const modifiers = parts.modifiers.map((modifier) => (modifier === 'Mod' ? 'CmdOrCtrl' : modifier))
  return [...modifiers, parts.key.length === 1 ? parts.key.toUpperCase() : parts.key].join('+')
}
