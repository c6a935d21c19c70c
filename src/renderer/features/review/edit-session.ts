import type { Disposable } from '#shared/base/disposable.ts'
import type { HeldKey } from '#renderer/commands/held-presses.ts'
import type { DiffDocument, DiffSurface, ModelPool, TypingKeys } from '#renderer/editor/index.ts'

/** Typing into the new side of one file. */
export interface EditSession extends Disposable {
  readonly document: DiffDocument
  /** The text as it is now. */
  text(): string
  /** Does what keys would have done that were pressed while the session began; returns those after one that ended it. */
  typeHeld(held: readonly HeldKey[]): readonly HeldKey[]
}

/** Makes the new side writable, on models of its own, at the same place on screen; `text` was typed into it before. */
export async function startEdit(
  surface: DiffSurface,
  pool: ModelPool,
  document: DiffDocument,
  focus: string | null,
  keys: TypingKeys,
  text?: string,
): Promise<EditSession | null> {
  const copy = pool.copy(document)
  const top = surface.scrollTop()
  if (!(await surface.show(copy, focus))) {
    copy.dispose()
    return null
  }
  surface.scrollTop(top)
  const writing = surface.beginEdit(focus, keys, text)
  return {
    document,
    text: () => copy.modified.getValue(),
    typeHeld: (held) => surface.typeHeld(held),
    dispose: () => {
      writing.dispose()
      // The models go when nothing shows them any more; see the caller.
      queueMicrotask(() => copy.dispose())
    },
  }
}
