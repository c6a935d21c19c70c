import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CommandId } from '#shared/commands/index.ts'
import { beginHold, endHold, holdNow, type HeldKey, type Hold } from './held-presses.ts'
import { typeAgain } from './type-again.ts'

/** A command whose field did not come, and why: what is typed for it has a field of its own. */
export interface Refusal {
  readonly command: CommandId
  readonly reason: string
  /** Grows with each refusal: the field takes the focus again. */
  readonly step: number
}

/** The refusal whose words are being taken, if any. */
export const refusalStore: StoreApi<{ readonly refusal: Refusal | null }> = createStore(() => ({
  refusal: null,
}))

/** Milliseconds after which a field that did not come is not waited for: what was typed is shown. */
const longest = 5000

let refusals = 0
let stopLooking: () => void = () => undefined

/** What of this command has the focus: its field, or what it lets choose from. */
function hasFocus(command: CommandId): boolean {
  const element = document.activeElement
  if (element === null || element.closest('[data-closed]') !== null) return false
  return element.closest(`[data-opened-by~="${command}"]`) !== null
}

function hasWords(hold: Hold): boolean {
  return hold.held.some(({ kind }) => kind !== 'key')
}

/**
 * Looks for the field of what holds presses back, and types them there once it has the focus. Whatever a command opens
 * says so with `data-opened-by`, which names the command.
 */
function look(hold: Hold): void {
  stopLooking()
  let frame = 0
  const find = (): void => {
    if (holdNow() !== hold) stop()
    else if (hasFocus(hold.command)) {
      stop()
      void typeAgain(endHold(hold))
    }
  }
  const each = (): void => {
    find()
    if (holdNow() === hold) frame = requestAnimationFrame(each)
  }
  // What gives the focus may still be about to select or to scroll there.
  const onFocus = (): void => queueMicrotask(find)
  const give = (reason: string): void => {
    if (holdNow() !== hold) stop()
    else if (hasWords(hold) && refusalStore.getState().refusal === null) refuseField(hold.command, reason)
    else {
      stop()
      endHold(hold)
    }
  }
  const onPointer = (): void => give('You went elsewhere before the field was there.')
  // A window of the system may have opened in its place, which takes keys by itself.
  const onBlur = (): void => (hasWords(hold) ? undefined : give(''))
  const timer = setTimeout(() => give('The field is not there yet.'), longest)
  const stop = (): void => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    document.removeEventListener('focusin', onFocus)
    window.removeEventListener('pointerdown', onPointer, true)
    window.removeEventListener('blur', onBlur)
  }
  stopLooking = stop
  document.addEventListener('focusin', onFocus)
  window.addEventListener('pointerdown', onPointer, true)
  window.addEventListener('blur', onBlur)
  frame = requestAnimationFrame(each)
  queueMicrotask(find)
}

/**
 * Holds presses back for what a command opens, until that has the focus. Returns what ends this before, for a field that
 * takes them by itself: it gives them.
 */
export function expectField(command: CommandId): () => readonly HeldKey[] {
  const known = holdNow()
  const hold = beginHold(command)
  if (hold !== known) look(hold)
  return () => endHold(hold)
}

/** Opens a field for the words of a command that can't be done now, in place of its own, with the reason. */
export function refuseField(command: CommandId, reason: string): void {
  refusals += 1
  refusalStore.setState({ refusal: { command, reason, step: refusals } })
  look(beginHold(command))
}

/** Ends waiting for the field of a command that won't come, as the person decided so. */
export function forgetField(command: CommandId): void {
  const hold = holdNow()
  if (hold?.command === command) endHold(hold)
}

/** Hands words on to the field of a command as soon as it is there, as if they were typed after it. */
export function handOn(command: CommandId, text: string): void {
  expectField(command)
  if (text !== '') holdNow()?.held.push({ kind: 'text', text, event: null })
}
