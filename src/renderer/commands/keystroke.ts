import type { KeyPlatform } from '#shared/commands/keys.ts'
import { characterAt, isCased, isOutsideLatin, isTypedAt, type LayoutMap } from './layout.ts'

/** What of a key press says which key is meant. */
export interface KeyPress {
  readonly key: string
  /** The physical key by its place on a US keyboard ("KeyA"); empty where there is none. */
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
  /** AltGr is down, by itself or as the Ctrl and Alt that some systems make of it. */
  readonly altGraph: boolean
}

const silent = new Set([
  ...['Control', 'Shift', 'Alt', 'Meta', 'CapsLock', 'AltGraph', 'Fn', 'FnLock', 'Hyper', 'Super', 'Symbol'],
  ...['NumLock', 'ScrollLock', 'SymbolLock', 'Process', 'Compose', 'Unidentified', ''],
])

/** Whether the key has a name ("Enter", "F2") instead of a character. */
function isNamed(key: string): boolean {
  return key !== 'Dead' && /^(?:F\d{1,2}|[A-Z][A-Za-z0-9]{2,})$/.test(key)
}

/** Whether Option or AltGr made another character of the key: then the character is meant, and they are not. */
function isMade(press: KeyPress, platform: KeyPlatform, layout: LayoutMap | null): boolean {
  const { key } = press
  if ([...key].length !== 1) return false
  if (press.altGraph) return true
  if (!press.altKey || (platform === 'mac' && press.metaKey)) return false
  return !/[A-Za-z0-9 ]/.test(key) && !isOutsideLatin(key) && !isTypedAt(key, press.code, layout)
}

/**
 * The key of a press as the registry writes it ("Mod+Shift+a", "?"), or null for modifiers alone and for what is
 * nobody's key. Letters follow the layout, so that `a` is the key that types an a. Where the layout types letters or
 * marks outside the Latin script, begins an accent (`Dead`) or types two characters, the physical key counts, by the
 * machine's Latin layout if it is known, else as on a US keyboard. Shift counts for letters and named keys only: other
 * characters already are what Shift made of them.
 */
export function readKey(press: KeyPress, platform: KeyPlatform, layout: LayoutMap | null): string | null {
  const { key, code } = press
  if (silent.has(key)) return null
  const made = isMade(press, platform, layout)
  const mod = !made && (platform === 'mac' ? press.metaKey : press.ctrlKey)
  const other = !made && (platform === 'mac' ? press.ctrlKey : press.metaKey)
  const alt = !made && press.altKey
  if (other) return null
  const named = isNamed(key) || key === ' '
  const physical =
    !named && !made && ([...key].length > 1 || isOutsideLatin(key) || (platform === 'mac' && mod && alt))
  const character = physical ? characterAt(code, press.shiftKey, layout) : key
  if (character === null) return null
  const letter = !named && isCased(character)
  const name = key === ' ' ? 'Space' : letter ? character.toLowerCase() : character
  const shift = press.shiftKey && (letter || named)
  return `${mod ? 'Mod+' : ''}${alt ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`
}
