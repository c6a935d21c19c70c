import type { HeldKey } from './held-presses.ts'
import { pressAgain } from './key-reader.ts'

type TextField = HTMLInputElement | HTMLTextAreaElement

function isTextField(element: Element | null): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true
  return element instanceof HTMLInputElement && element.selectionStart !== null
}

/** Writes into a field where its caret is, over what is selected, as typing does. */
function write(field: TextField, text: string, from?: number): void {
  if (field.readOnly || field.disabled) return
  const end = field.selectionEnd ?? field.value.length
  field.setRangeText(text, from ?? field.selectionStart ?? end, end, 'end')
  const inputType = text === '' ? 'deleteContentBackward' : 'insertText'
  field.dispatchEvent(new InputEvent('input', { data: text, inputType, bubbles: true }))
}

/** What keys do by themselves in a field; that of a press which a script made does not happen. */
function doKey(field: TextField, key: string): void {
  const { selectionStart: start, selectionEnd: end, value } = field
  if (start === null || end === null) return
  if (key === 'Enter' && field instanceof HTMLTextAreaElement) write(field, '\n')
  else if (key === 'Enter') field.form?.requestSubmit()
  else if (key === 'Backspace') write(field, '', start === end ? Math.max(0, start - 1) : start)
  else {
    const caret = { Home: 0, End: value.length, ArrowLeft: start - 1, ArrowRight: end + 1 }[key]
    const at = caret === undefined ? null : Math.min(value.length, Math.max(0, caret))
    if (at !== null) field.setSelectionRange(at, at)
  }
}

/** What a field hears of a press; null where it hears nothing but its words. */
function eventOf(press: HeldKey): Event | null {
  if (press.kind === 'pasted')
    return new ClipboardEvent('paste', { clipboardData: press.data, bubbles: true, cancelable: true })
  // What it decides is what could be read when the key went down.
  return press.event && pressAgain(press.event, press.event.timeStamp)
}

/**
 * Does what keys would have done that were held back until the field that they were meant for had the focus. They go
 * where the focus is, one after the other: a key may lead elsewhere, or to a command whose field the rest waits for.
 */
export async function typeAgain(held: readonly HeldKey[]): Promise<void> {
  for (const press of held) {
    const element = document.activeElement
    const again = eventOf(press)
    const isFree = again === null || element === null || element.dispatchEvent(again)
    if (isFree && isTextField(element)) {
      if (press.kind === 'key') doKey(element, press.key)
      else write(element, press.kind === 'text' ? press.text : press.data.getData('text/plain'))
    }
    // What the press changed is drawn before the next one, as it is between presses of a person.
    await Promise.resolve()
  }
}
