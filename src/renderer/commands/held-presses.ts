import type { CommandId } from '#shared/commands/index.ts'
import { keyOf, typedBy } from './key-reader.ts'

/** A press of a key that was held back, as what it does in a field of text. */
export type HeldKey =
  | {
      readonly kind: 'text'
      readonly text: string
      /** The press itself; null where words are handed on as a whole. */
      readonly event: KeyboardEvent | null
    }
  /** What was pasted. */
  | { readonly kind: 'pasted'; readonly data: DataTransfer; readonly event: null }
  /** A key of the registry: "End", "Mod+Enter". */
  | { readonly kind: 'key'; readonly key: string; readonly event: KeyboardEvent }

/** Presses that are meant for the field of a command, which is on its way. */
export interface Hold {
  readonly command: CommandId
  readonly held: HeldKey[]
}

/** More than anybody types before a field is there; what is beyond is not taken. */
const most = 500

let holding: Hold | null = null

/** What holds presses back now. */
export function holdNow(): Hold | null {
  return holding
}

/**
 * Holds back what is pressed from now on, since it is meant for a field of text that is on its way: it is neither a command
 * nor lost. What is held for the same command goes on.
 */
export function beginHold(command: CommandId): Hold {
  if (holding?.command !== command) holding = { command, held: [] }
  return holding
}

/** Ends holding back, and gives what was pressed in its order; nothing where it ended before. */
export function endHold(hold: Hold): readonly HeldKey[] {
  if (holding !== hold) return []
  holding = null
  return hold.held
}

/** Keys that paste: their event of the clipboard is held instead of them. */
const pasteKeys: ReadonlySet<string> = new Set(['Mod+v', 'Mod+Shift+v', 'Shift+Insert'])

/** Whether a press pastes what `takesPaste` will hold back: it is left to the browser. */
export function isHeldPaste(event: KeyboardEvent): boolean {
  return holding !== null && pasteKeys.has(keyOf(event) ?? '')
}

/** Takes what is pasted if presses are held back now. Returns whether it did. */
export function takesPaste(event: ClipboardEvent): boolean {
  if (holding === null) return false
  const from = event.clipboardData
  if (from === null || holding.held.length >= most) return true
  // The data of an event is gone after it.
  const data = new DataTransfer()
  for (const type of from.types) if (type !== 'Files') data.setData(type, from.getData(type))
  for (const file of from.files) data.items.add(file)
  holding.held.push({ kind: 'pasted', data, event: null })
  return true
}

/** Takes a press if presses are held back now. Returns whether it did. */
export function takesPress(event: KeyboardEvent): boolean {
  if (holding === null) return false
  const key = keyOf(event)
  const { held } = holding
  if (key === null || held.length >= most) return true
  // The key of the command itself is held down a moment longer: that is no word.
  if (event.repeat && !held.some((press) => press.event !== null && keyOf(press.event) === key)) return true
  const text = typedBy(event)
  held.push(text === null ? { kind: 'key', key, event } : { kind: 'text', text, event })
  return true
}
