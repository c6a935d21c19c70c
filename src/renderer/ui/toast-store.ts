import { Toast } from '@base-ui/react/toast'
import { createStore } from 'zustand/vanilla'
import { toDisposable, type Disposable } from '#shared/base/disposable.ts'

interface MessageAction {
  /** A verb with its object. */
  readonly label: string
  readonly run: () => void
}

/** Deeds of which a later one that works answers an earlier one that failed. */
type FailedDeed = 'opening a repository' | 'opening a review'

/** What a message looks like: of something that was done or is so, or of something that did not work. */
export type Tone = 'notice' | 'failure'

export interface Message {
  readonly tone: Tone
  /** What git said. */
  readonly detail: string | null
  /** How many dialogs had been opened when it was told. */
  readonly moment: number
}

interface NewMessage extends Omit<Message, 'moment'> {
  readonly text: string
  readonly action: MessageAction | null
  /** It stays until the person closes it. */
  readonly stays: boolean
}

/** Milliseconds for which a message that does not stay is shown, while nobody points at it or has the focus in it. */
const shownFor = 6_000

export const messages = Toast.createToastManager<Message>()

/** The dialogs that lie over what earlier messages are about: how many are open, and how many ever were. */
export const dialogs = createStore<{ readonly open: number; readonly moment: number }>(() => ({
  open: 0,
  moment: 0,
}))

/** The words of messages that go away by themselves. */
const passing = new Set<string>()

/**
 * A dialog opens, until the result is disposed. What was told before is about what it covers: it never lies over the
 * dialog. What would have gone by itself is gone; what stays comes back afterwards.
 */
export function openOverMessages(): Disposable {
  for (const text of passing) messages.close(text)
  passing.clear()
  dialogs.setState(({ open, moment }) => ({ open: open + 1, moment: moment + 1 }))
  return toDisposable(() => dialogs.setState(({ open }) => ({ open: open - 1 })))
}

/** Whether a message is shown now: while a dialog is open, only what was told since. */
export function isOfNow(
  message: Message | undefined,
  now: { readonly open: number; readonly moment: number },
): boolean {
  return now.open === 0 || message?.moment === now.moment
}

/** What was said before anything could show it, which the manager would forget. */
let early: (() => void)[] | null = []

/** Says what was said too early; what is said from now on is shown at once. */
export function startMessages(): void {
  const said = early
  early = null
  for (const say of said ?? []) say()
}

/** The same words again replace the old ones: a message is known by its words. */
function show({ text, action, stays, ...message }: NewMessage): void {
  if (early !== null) {
    early.push(() => show({ text, action, stays, ...message }))
    return
  }
  messages.close(text)
  if (stays) passing.delete(text)
  else passing.add(text)
  messages.add({
    id: text,
    title: text,
    timeout: stays ? 0 : shownFor,
    data: { ...message, moment: dialogs.getState().moment },
    onRemove: () => passing.delete(text),
    ...(action === null
      ? {}
      : {
          actionProps: {
            children: action.label,
            onClick: () => {
              messages.close(text)
              action.run()
            },
          },
        }),
  })
}

/** The words of failures that something done later can answer. */
const failed = new Map<FailedDeed, Set<string>>()

/** Shows a failure until the person closes it, or does again with success what it came `from`. */
export function reportFailure(
  failure: { readonly message: string; readonly stderr?: string },
  from: FailedDeed | null = null,
): void {
  const { message: text, stderr } = failure
  if (from !== null) failed.set(from, (failed.get(from) ?? new Set()).add(text))
  show({ tone: 'failure', text, detail: stderr?.trim() || null, action: null, stays: true })
}

/** Tells of something that was done; it goes away by itself. */
export function tell(text: string, action: MessageAction | null = null): void {
  show({ tone: 'notice', text, detail: null, action, stays: false })
}

/** What was told last of a key that did nothing. */
let refusal = ''

/** Tells why a key did nothing, in place of what was told so before: only the last one pressed is wondered about. */
export function tellRefusal(text: string): void {
  if (refusal !== text) messages.close(refusal)
  refusal = text
  tell(text)
}

/** Tells of something that was done, with what the person needs afterwards: it stays until it is closed. */
export function tellLasting(text: string): void {
  show({ tone: 'notice', text, detail: null, action: null, stays: true })
}

/** Takes one message away, by its words. */
export function dismiss(text: string): void {
  messages.close(text)
}

/** Takes the failures of a deed away, which worked now. Those of others stay: they say what is still so. */
export function forgetFailures(from: FailedDeed): void {
  for (const text of failed.get(from) ?? []) messages.close(text)
  failed.delete(from)
}
