import { useMemo, useRef, type RefObject } from 'react'
import { focusPane } from '#renderer/view/view-store.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { changedLines } from './changed-lines.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import type { EditSession } from './edit-session.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

/** Writing the new side of the file in focus. */
export interface Editing {
  readonly begin: () => void
  readonly save: () => void
  readonly drop: () => void
}

/** Editing the new side in place; what was written becomes an own edit of the person. */
export function useEdit(
  review: Review,
  cache: TextCache,
  editor: RefObject<DiffEditorHandle | null>,
): Editing {
  const session = useRef<EditSession | null>(null)
  return useMemo((): Editing => {
    const end = (wait: boolean): void => {
      session.current = null
      review.dialogs.setState({ editing: false })
      editor.current?.endEdit(wait)
      focusPane('review')
    }
    const drop = (): void => {
      if (session.current === null) return
      end(false)
      announce('edit dropped')
    }
    const save = (): void => {
      const now = session.current
      const { model } = review.state
      const { file } = review.focus.state
      const shown = model?.files[file]
      const text = shown === undefined || model === null ? null : cache.peek(model.changeset.number, shown)
      if (now === null || shown === undefined || text === null || text.after === null) return drop()
      const change = changedLines(text.after.text, now.text())
      if (change === null) return drop()
      const oid = text.after.oid
      review.ask({
        send: (act) =>
          review.client.review.edit({ session: review.session, act, path: shown.path, oid, ...change }),
        step: null,
        done: () => {
          announce('edit saved')
          end(true)
        },
      })
    }
    const begin = async (): Promise<void> => {
      const { model, older } = review.state
      const { file } = review.focus.state
      const shown = model?.files[file]
      if (shown === undefined || model === null || older || review.dialogs.getState().editing) return
      const text = cache.peek(model.changeset.number, shown)
      const refusal =
        text === null
          ? 'The file is not on screen yet.'
          : text.after === null
            ? 'The file is deleted, so there is no new side to edit.'
            : (text.after.readOnly ?? text.after.omitted)
      if (refusal !== null) return tell(refusal)
      review.dialogs.setState({ editing: true })
      session.current = (await editor.current?.edit({ save, cancel: drop })) ?? null
      if (session.current === null) review.dialogs.setState({ editing: false })
      else announce('editing the new side')
    }
    return { begin: () => void begin(), save, drop }
  }, [review, cache, editor])
}

/** Takes an own edit back. */
export function removeEdit(review: Review, edit: string): void {
  review.ask({
    send: (act) => review.client.review.removeEdit({ session: review.session, act, edit }),
    step: null,
    done: () => announce('edit removed'),
  })
}
