import type { Command, CommandScope } from '#shared/commands/index.ts'
import { keyText, splitKey } from '#shared/commands/keys.ts'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { Emitter } from '#shared/base/emitter.ts'
import { commandsAt, keysOf } from './bound-keys.ts'
import { keyPlatform } from './key-platform.ts'
import { holdNow, isHeldPaste, takesPaste, takesPress } from './held-presses.ts'
import { composedPress, followKeys, keyOf } from './key-reader.ts'
import { LeftWords } from './left-words.ts'
import { refuseField } from './opened-field.ts'
import { commandStore, refuseCommand, runCommand } from './runtime.ts'

/** Every press of a key, before anything is done about it. */
export const presses = new Emitter<KeyboardEvent>()

/** What fades out. The focus goes away from it in the moment in which it closes; a pointer may still bring it there. */
const fading = '[role="dialog"][data-closed], [role="menu"][data-closed]'

/**
 * Whether keys go into text. An editor that only shows text marks itself with `data-keys="commands"`: its hidden
 * text area then counts as no field.
 */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest(fading) !== null) return false
  if (target.closest('[data-keys="commands"]') !== null) return false
  if (target instanceof HTMLInputElement)
    return !['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file'].includes(target.type)
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable ||
    target.closest('[role="textbox"]') !== null
  )
}

/**
 * Keys that buttons, lists and the browser need for themselves while a control has the focus. What leaves them to the
 * registry says so with `data-keys`: "commands" for a text that is only shown, "list" for rows. What needs them without
 * being a control says so with `data-control`.
 */
const controlKeys = new Set([
  'Enter',
  'Space',
  'Tab',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Backspace',
])
const controlSelector =
  'button, a[href], input, select, textarea, summary, [role="tab"], [role="menuitem"], [role="option"], [role="combobox"], [role="slider"], [role="separator"], [data-control]'

/** Scopes of parts of the window whose keys mean nothing but what is in them, and in which no other key means anything. */
export function isAlone(scope: string): scope is 'ask' | 'lines' | 'conflict' {
  return scope === 'ask' || scope === 'lines' || scope === 'conflict'
}

/** The scopes whose keys are live for an event on this element. */
export function scopesAt(target: EventTarget | null): readonly CommandScope[] {
  const focused = target instanceof Element ? target : document.body
  const element = focused.closest(fading) === null ? focused : document.body
  const scope = element.closest('[data-scope]')?.getAttribute('data-scope') ?? null
  // While a dialog is open nothing behind it listens.
  if (scope === 'composer' || scope === 'landing' || scope === 'fork') return [scope]
  if (element.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-popup]'))
    return scope === 'followUp' ? [scope] : []
  if (document.querySelector('[role="dialog"][data-open], [role="alertdialog"][data-open]') !== null)
    return []
  // What is pressed there answers an agent, or is about lines: nothing else listens, and it listens to nothing that is
  // pressed elsewhere.
  if (scope !== null && isAlone(scope)) return [scope]
  const shared: readonly CommandScope[] = ['session', 'everywhere']
  if (scope === 'followUp') return [scope, ...shared]
  // Letters are for what is searched, also where a button of the search has the focus.
  if (scope === 'find') return [scope, 'everywhere']
  if (scope === 'queue') return [scope, ...shared]
  // What is read there is about the changes beside it: a click on it takes nothing from the keys that decide.
  if (scope === 'context') return [scope, 'review', ...shared]
  return ['review', ...shared]
}

/** Whether a key of a command works in a field of text: a bare one, or Shift with it, types a character there. */
export function worksWhileTyping(command: Command, key: string): boolean {
  const { modifiers, key: name } = splitKey(key)
  return command.whileTyping === true && (modifiers.includes('Mod') || /^F\d{1,2}$/.test(name))
}

/** What has the focus, as far as it says which keys are live. */
export interface KeyPlace {
  readonly scopes: readonly CommandScope[]
  /** It is a field of text, where the bare keys are letters. */
  readonly typing: boolean
  /** It is a control, which needs some keys for itself. */
  readonly control: boolean
}

/** Which keys are live for an event on this element. */
export function keyPlaceOf(target: EventTarget | null): KeyPlace {
  return {
    scopes: scopesAt(target),
    typing: isTyping(target),
    control:
      target instanceof Element &&
      target.closest('[data-keys]') === null &&
      target.closest(controlSelector) !== null,
  }
}

/** Whether a key of a command is live there. */
export function isKeyLive(command: Command, key: string, place: KeyPlace): boolean {
  if (command.scope !== 'always' && !place.scopes.includes(command.scope)) return false
  if (place.typing && !worksWhileTyping(command, key)) return false
  const parts = splitKey(key)
  if (!controlKeys.has(parts.key) || parts.modifiers.includes('Mod')) return true
  // Beside the review these move and scroll what has the focus.
  return !place.control && (command.scope !== 'review' || place.scopes[0] === 'review')
}

function commandFor(key: string, place: KeyPlace): Command | null {
  const handlers = commandStore.getSnapshot()
  return commandsAt(key).find((command) => isKeyLive(command, key, place) && handlers.has(command.id)) ?? null
}

/** Says where a key of the review works that is pressed in the queue, where it means nothing. */
function tellWhereItWorks(key: string, place: KeyPlace): void {
  if (place.typing || place.scopes[0] !== 'queue') return
  const there: KeyPlace = { ...place, scopes: ['review'] }
  const command = controlKeys.has(splitKey(key).key) ? null : commandFor(key, there)
  if (command === null) return
  const text = keyText(key, keyPlatform)
  const way = keysOf('view.focusReview')[0]
  refuseCommand(
    command.id,
    `${text} works in the review.${way === undefined ? '' : ` ${keyText(way, keyPlatform)} goes there.`}`,
  )
}

/**
 * Keeps a press that an input method takes from every widget, also from those of libraries: it would end a dialog or
 * send a form. What takes in text by itself and has to hear it says so with `data-composition`.
 */
function leaveToInputMethod(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-composition="own"]') !== null) return
  event.stopImmediatePropagation()
}

/** Turns key presses of the window into commands, before any widget sees them. */
export function listenForCommands(window: Window): Disposable {
  const following = followKeys(window)
  const left = new LeftWords()
  const forgetting = left.follow(window)
  const onKey = (event: KeyboardEvent): void => {
    presses.emit(event)
    const composed = composedPress(event)
    if (composed !== null) {
      leaveToInputMethod(event)
      if (composed === 'late') event.preventDefault()
      return
    }
    const gone = left.goneOn(event, isTyping(event.target))
    if (gone !== null && holdNow() === null) refuseField(gone, 'The field that you were typing in is gone.')
    if (isHeldPaste(event)) return event.stopPropagation()
    if (takesPress(event)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    const key = keyOf(event)
    if (key === null) return
    const place = keyPlaceOf(event.target)
    const command = commandFor(key, place)
    if (command === null) {
      if (!event.repeat) tellWhereItWorks(key, place)
      return
    }
    event.preventDefault()
    event.stopPropagation()
    runCommand(command.id, { by: 'key', repeat: event.repeat, at: event.timeStamp })
  }
  const onPaste = (event: ClipboardEvent): void => {
    if (!takesPaste(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('paste', onPaste, { capture: true })
  return toDisposable(() => {
    following.dispose()
    forgetting.dispose()
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('paste', onPaste, { capture: true })
  })
}
