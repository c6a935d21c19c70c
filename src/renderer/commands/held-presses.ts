import { keyOf, typedBy } from './key-reader.ts'

/** A press of a key that was held back, as what it would have done in a field of text. */
export type HeldKey =
  | { readonly kind: 'text'; readonly text: string }
  /** A key of the registry: "End", "Mod+Enter". */
  | { readonly kind: 'key'; readonly key: string }

/** More than anybody types before a field is there; what is beyond is not taken. */
const most = 500

/** Milliseconds after which presses are let through again, although the field is not there yet. */
const longest = 5000

let holding: HeldKey[] | null = null

/**
 * Holds back what is pressed from now on, since it is meant for a field of text that is on its way: it is neither a command
 * nor lost. Returns what ends that and gives what was pressed, in its order.
 */
export function holdPresses(): () => readonly HeldKey[] {
  const held: HeldKey[] = []
  const end = (): readonly HeldKey[] => {
    clearTimeout(timer)
    if (holding === held) holding = null
    return held
  }
  const timer = setTimeout(end, longest)
  holding = held
  return end
}

/** Takes a press if presses are held back now. Returns whether it did. */
export function takesPress(event: KeyboardEvent): boolean {
  if (holding === null) return false
  const key = keyOf(event)
  const typed = typedBy(event)
  if (key === null || holding.length >= most) return true
  holding.push(typed === null ? { kind: 'key', key } : { kind: 'text', text: typed })
  return true
}
