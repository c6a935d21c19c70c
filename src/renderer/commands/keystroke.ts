import type { KeyPlatform } from '#shared/commands/keys.ts'

/** Which names and symbols of keys this machine's people are used to. */
export const keyPlatform: KeyPlatform = /Mac|iPhone|iPad/.test(navigator.platform) ? 'mac' : 'other'

const modifierKeys = new Set(['Control', 'Shift', 'Alt', 'Meta', 'CapsLock', 'AltGraph', 'Dead', 'Process'])

/**
 * The key of an event as the registry writes it, or null for modifiers alone and unfinished compositions. Letters
 * follow the layout, so that `a` is the key that types an a. Shift counts for letters and named keys only: other
 * characters already are what Shift made of them.
 */
export function keyOfEvent(event: KeyboardEvent): string | null {
  if (event.isComposing || modifierKeys.has(event.key)) return null
  const mod = keyPlatform === 'mac' ? event.metaKey : event.ctrlKey
  const other = keyPlatform === 'mac' ? event.ctrlKey : event.metaKey
  if (other) return null
  const character = event.key.length === 1
  const letter = character && event.key.toLowerCase() !== event.key.toUpperCase()
  const name = event.key === ' ' ? 'Space' : letter ? event.key.toLowerCase() : event.key
  const shift = event.shiftKey && (letter || !character || event.key === ' ')
  return `${mod ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${name}`
}
