import { useLayoutEffect, useMemo, useRef, type RefObject } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { copyText } from '#renderer/actions/copy-text.ts'
import { windowStorage } from '#renderer/client/stored.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { changedLines } from './changed-lines.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import type { EditSession } from './edit-session.ts'
import { forgetLeftEdit, keepLeftEdit, leftEditOf } from './left-edits.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

/** Writing the new side of the file in focus. */
export interface Editing {
  readonly begin: () => void
  readonly save: () => void
  readonly drop: () => void
}

/** The side that is being typed into. */
interface OpenEdit {
  readonly path: string
  readonly oid: string
  /** Its text before anything was typed. */
  readonly before: string
  readonly session: EditSession
  /** It is on its way: it is not sent twice. */
  saving: boolean
}

/**
 * Editing the new side in place; what was written becomes an own edit of the person. What was neither saved nor dropped
 * when the review or the page goes away is kept for the next time that the file is edited in this window.
 */
export function useEdit(
  review: Review,
  cache: TextCache,
  editor: RefObject<DiffEditorHandle | null>,
): Editing {
  const open = useRef<OpenEdit | null>(null)
  // Before the editor below goes, and the text with it.
  useLayoutEffect(() => {
    const keep = (): boolean => {
      if (open.current === null) return false
      const { path, oid, before, session } = open.current
      const text = session.text()
      if (text !== before) keepLeftEdit(windowStorage, { session: review.session, path, oid, text })
      return text !== before
    }
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      if (keep())
        tell(
          `Your edit of ${pathForDisplay(open.current?.path ?? '')} is not saved. It is kept: edit the file again to go on with it.`,
        )
      open.current = null
    }
  }, [review])
  return useMemo((): Editing => {
    const end = (wait: boolean): void => {
      if (open.current !== null)
        forgetLeftEdit(windowStorage, { session: review.session, path: open.current.path })
      open.current = null
      review.dialogs.setState({ editing: false })
      editor.current?.endEdit(wait)
      focusPane('review')
    }
    const drop = (): void => {
      if (open.current === null) return
      end(false)
      announce('edit dropped')
    }
    const save = (): void => {
      const edit = open.current
      if (edit === null || edit.saving) return
      const { path, oid, before, session } = edit
      const change = changedLines(before, session.text())
      if (change === null) return drop()
      edit.saving = true
      review.ask({
        send: (act) => review.client.review.edit({ session: review.session, act, path, oid, ...change }),
        step: null,
        done: () => {
          announce('edit saved')
          end(true)
        },
        failed: () => {
          edit.saving = false
        },
      })
    }
    const begin = async (): Promise<void> => {
      const { model, older } = review.state
      const { file } = review.focus.state
      const shown = model?.files[file]
      if (shown === undefined || model === null || older || review.dialogs.getState().editing) return
      const text = cache.peek(model.changeset.number, shown)
      if (text === null) return tell('The file is not on screen yet.')
      if (text.after === null) return tell('The file is deleted, so there is no new side to edit.')
      const refusal = text.after.readOnly ?? text.after.omitted
      if (refusal !== null) return tell(refusal)
      const { path } = shown
      const { oid, text: before } = text.after
      const left = leftEditOf(windowStorage, review.session, path)
      review.dialogs.setState({ editing: true })
      const session = await editor.current?.edit(
        { save, cancel: drop },
        left?.oid === oid ? left.text : undefined,
      )
      if (!session) return review.dialogs.setState({ editing: false })
      open.current = { path, oid, before, session, saving: false }
      announce('editing the new side')
      if (left !== null && left.oid !== oid)
        tell(`${pathForDisplay(path)} has changed since you left your edit of it.`, {
          label: 'Copy what you typed',
          run: () => void copyText(left.text, 'Copied.'),
        })
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
