import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { Compositions, isLate } from './composition.ts'
import { keyPlatform } from './key-platform.ts'
import { readKey, type KeyPress } from './keystroke.ts'
import { machineLayout, type LayoutMap } from './layout.ts'

/** A key press as the window hears it, or as React or the editor hand it on. */
export type HeardPress =
  | KeyboardEvent
  | { readonly nativeEvent: KeyboardEvent }
  | { readonly browserEvent: KeyboardEvent }

type Reading =
  | { readonly composed: true; readonly late: boolean }
  | { readonly composed: false; readonly key: string | null }

const compositions = new Compositions()
let layout: LayoutMap | null = null
/** A press is read once and asked for by several: by the window, then by what has the focus. */
const readings = new WeakMap<KeyboardEvent, Reading>()

function eventOf(press: HeardPress): KeyboardEvent {
  if ('nativeEvent' in press) return press.nativeEvent
  return 'browserEvent' in press ? press.browserEvent : press
}

function partsOf(event: KeyboardEvent): KeyPress {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = event
  return { key, code, ctrlKey, altKey, shiftKey, metaKey, altGraph: event.getModifierState('AltGraph') }
}

function read(event: KeyboardEvent): Reading {
  const known = readings.get(event)
  if (known !== undefined) return known
  const reading: Reading = compositions.takes(event)
    ? { composed: true, late: isLate(event) }
    : { composed: false, key: readKey(partsOf(event), keyPlatform, layout) }
  readings.set(event, reading)
  return reading
}

/**
 * The key of a press as the registry writes it ("Mod+Enter", "a", "Escape"); null for modifiers alone and for what an
 * input method takes for itself. Every widget reads keys through this and nothing else.
 */
export function keyOf(press: HeardPress): string | null {
  const reading = read(eventOf(press))
  return reading.composed ? null : reading.key
}

/** The character that a press types into a field of text; null where it types none. */
export function typedBy(press: HeardPress): string | null {
  const { key, ctrlKey, altKey, metaKey, ...rest } = partsOf(eventOf(press))
  if ([...key].length !== 1) return null
  const made = rest.altGraph || (altKey && keyPlatform === 'mac')
  return !made && (ctrlKey || altKey || metaKey) ? null : key
}

/**
 * Whether an input method takes a press for itself: it is then nobody else's. `late` is told like any other press, after
 * the composition that it ended or while it is held on, so that a field would break the line or send its form.
 */
export function composedPress(press: HeardPress): 'during' | 'late' | null {
  const reading = read(eventOf(press))
  if (!reading.composed) return null
  return reading.late ? 'late' : 'during'
}

const keyNumbers: Readonly<Record<string, number>> = {
  ...{ Backspace: 8, Tab: 9, Enter: 13, Escape: 27, PageUp: 33, PageDown: 34, End: 35, Home: 36 },
  ...{ ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Delete: 46 },
}

/**
 * A press once more, for somebody else: one that a frame of this window heard, or that was held back for a while. It goes
 * down now, or `at` the time on this window's clock; a frame has a clock of its own.
 */
export function pressAgain(event: KeyboardEvent, at?: number): KeyboardEvent {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing } = event
  // The editor knows keys by their numbers, which a press that a script made does not have.
  // oxlint-disable-next-line typescript/no-deprecated
  const keyCode = event.keyCode || (keyNumbers[key] ?? 0)
  const modifierAltGraph = event.getModifierState('AltGraph')
  const again = new KeyboardEvent('keydown', {
    ...{ key, code, keyCode, ctrlKey, altKey, shiftKey, metaKey, repeat, isComposing, modifierAltGraph },
    bubbles: true,
    cancelable: true,
  })
  return at === undefined ? again : Object.defineProperty(again, 'timeStamp', { value: at })
}

/** Follows what compositions and layouts do to keys in this window, until the result is disposed. */
export function followKeys(window: Window): Disposable {
  const learn = (): void => void machineLayout().then((known) => (layout = known))
  const onText = (): void => compositions.went()
  const onEnd = (event: CompositionEvent): void => compositions.ended(event.timeStamp)
  const onUp = (event: KeyboardEvent): void => compositions.released(event.code)
  const onBlur = (): void => compositions.released(null)
  const options = { capture: true }
  learn()
  // A person may have switched to another layout elsewhere.
  window.addEventListener('focus', learn)
  window.addEventListener('blur', onBlur)
  window.addEventListener('compositionstart', onText, options)
  window.addEventListener('compositionupdate', onText, options)
  window.addEventListener('compositionend', onEnd, options)
  window.addEventListener('keyup', onUp, options)
  return toDisposable(() => {
    window.removeEventListener('focus', learn)
    window.removeEventListener('blur', onBlur)
    window.removeEventListener('compositionstart', onText, options)
    window.removeEventListener('compositionupdate', onText, options)
    window.removeEventListener('compositionend', onEnd, options)
    window.removeEventListener('keyup', onUp, options)
  })
}
