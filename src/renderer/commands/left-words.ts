import { toDisposable, type Disposable } from '#shared/base/disposable.ts'
import { findCommand, type CommandId } from '#shared/commands/index.ts'
import { typedBy } from './key-reader.ts'

/**
 * Knows when a field goes away under the hands of who types in it: then the next letter is still a word, and no command.
 * Whoever ends typing themselves does so by a key with a name or with the pointer.
 */
export class LeftWords {
  /** The last press, if it typed a character into a field. */
  #last: { readonly event: KeyboardEvent; readonly field: Element; readonly command: CommandId } | null = null

  /**
   * The command that can go on with the words that a press belongs to, if their field is gone; null where the press is
   * none of a word. To be asked of each press before it counts as a key.
   */
  goneOn(event: KeyboardEvent, isTyping: boolean): CommandId | null {
    const last = this.#last
    const types = typedBy(event) !== null
    this.#last =
      types && isTyping && event.target instanceof Element
        ? { event, field: event.target, command: openerOf(event.target) }
        : null
    // A field that took the press as a key closed itself because of it.
    const isGone = last !== null && !last.field.isConnected && !last.event.defaultPrevented
    return types && !isTyping && isGone ? last.command : null
  }

  /** Forgets the words where the pointer ends them, until the result is disposed. */
  follow(window: Window): Disposable {
    const forget = (): void => {
      this.#last = null
    }
    window.addEventListener('pointerdown', forget, true)
    return toDisposable(() => window.removeEventListener('pointerdown', forget, true))
  }
}

/** The command that opens a field; what finds anything, where the field belongs to none. */
function openerOf(field: Element): CommandId {
  const [opener = ''] = field.closest('[data-opened-by]')?.getAttribute('data-opened-by')?.split(' ') ?? []
  return findCommand(opener)?.id ?? 'palette.open'
}
