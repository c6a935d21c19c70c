/** What a physical key types on the machine's layout without modifiers, by its code ("KeyA"). */
export type LayoutMap = ReadonlyMap<string, string>

/** What the keys of a US keyboard type, alone and with Shift: the places that every other layout is described by. */
const us: ReadonlyMap<string, string> = new Map([
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter): [string, string] => [
    `Key${letter.toUpperCase()}`,
    letter + letter.toUpperCase(),
  ]),
  ...[...')!@#$%^&*('].map((shifted, digit): [string, string] => [`Digit${digit}`, `${digit}${shifted}`]),
  ['Backquote', '`~'],
  ['Minus', '-_'],
  ['Equal', '=+'],
  ['BracketLeft', '[{'],
  ['BracketRight', ']}'],
  ['Backslash', '\\|'],
  ['Semicolon', ';:'],
  ['Quote', '\'"'],
  ['Comma', ',<'],
  ['Period', '.>'],
  ['Slash', '/?'],
])

/** Whether a character has a capital and a small form. */
export function isCased(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase()
}

/** Whether a character is a letter or a mark of a script that is not Latin. */
export function isOutsideLatin(character: string): boolean {
  return /^[\p{L}\p{M}]$/u.test(character) && !/^\p{Script=Latin}$/u.test(character)
}

/** Where the layout of the machine is not known or not Latin, what a US keyboard has there. */
function plainAt(code: string, layout: LayoutMap | null): string | null {
  const known = layout?.get(code)
  if (known !== undefined && [...known].length === 1 && !isOutsideLatin(known)) return known
  return us.get(code)?.[0] ?? null
}

/**
 * The character of a physical key, letters small, or null where that is not known: no character is there, or Shift
 * makes one there that no table has.
 */
export function characterAt(code: string, shift: boolean, layout: LayoutMap | null): string | null {
  const plain = plainAt(code, layout)
  if (plain === null) return null
  if (isCased(plain)) return plain.toLowerCase()
  if (!shift) return plain
  const [alone, shifted] = us.get(code) ?? ''
  return alone === plain ? (shifted ?? null) : null
}

/** Whether a character is what its key types without Option or AltGr, as far as that is known. */
export function isTypedAt(character: string, code: string, layout: LayoutMap | null): boolean {
  const small = character.toLowerCase()
  return [false, true].some((shift) => characterAt(code, shift, layout) === small)
}

interface Keyboard {
  getLayoutMap(): Promise<LayoutMap>
}

/** The machine's own layout where the browser tells it (Chromium, in a secure context), else null. */
export async function machineLayout(): Promise<LayoutMap | null> {
  const keyboard = (navigator as { readonly keyboard?: Keyboard }).keyboard
  try {
    return (await keyboard?.getLayoutMap()) ?? null
  } catch {
    // A page that is embedded or not in front is not told.
    return null
  }
}
