import { useCallback, useLayoutEffect, useMemo, useRef, type RefObject } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { expectField, forgetField } from '#renderer/commands/opened-field.ts'
import { refuseCommand } from '#renderer/commands/runtime.ts'
import { typeAgain } from '#renderer/commands/type-again.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { changedLines } from './changed-lines.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import type { EditSession } from './edit-session.ts'
import { editDraftOf, placeOf, withDraft } from './edit-draft.ts'
import type { EditDrafts } from './edit-drafts.ts'
import { editedWhat, measured } from './measured.ts'
import type { ReviewRequest } from './review-request.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

/** Writing the new side of the file in focus. */
export interface Editing {
  readonly begin: () => void
  readonly save: () => void
  /** Ends typing; what was typed stays a draft. */
  readonly leave: () => void
  readonly drop: () => void
}

/** The side that is being typed into. */
interface OpenEdit {
  readonly path: string
  readonly oid: string
  /** Its text before anything was typed. */
  readonly before: string
  /** The encoding that the text was shown in: it is written in the same one. */
  readonly encoding: TextEncoding
  readonly session: EditSession
  /** It is on its way: it is not sent twice. */
  saving: boolean
}

/** Frames for which an edit waits until there is an editor. */
const mostFrames = 60

/** Milliseconds of rest in typing after which what was typed is kept. */
const rest = 150

/**
 * Editing the new side in place; what was saved becomes an own edit of the person. What was typed is a draft at once: it is
 * kept when the edit is left, when the review or the page goes away, and when another revision comes.
 */
export function useEdit(
  review: Review,
  cache: TextCache,
  editor: RefObject<DiffEditorHandle | null>,
  edits: EditDrafts,
): Editing {
  const open = useRef<OpenEdit | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const keep = useCallback((): boolean => {
    clearTimeout(timer.current)
    if (open.current === null) return false
    const { path, oid, before, session } = open.current
    const draft = editDraftOf(oid, before, session.text())
    edits.keep(path, draft)
    return draft !== null
  }, [edits])
  // Before the editor below goes, and the text with it.
  useLayoutEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      if (keep()) tell(keptWords(open.current?.path ?? ''))
      open.current = null
    }
  }, [keep])
  return useMemo((): Editing => {
    const end = (wait: boolean): void => {
      clearTimeout(timer.current)
      open.current = null
      review.dialogs.setState({ editing: false })
      editor.current?.endEdit(wait)
      focusPane('review')
    }
    const drop = (): void => {
      if (open.current === null) return
      edits.drop(open.current.path)
      end(false)
      announce('edit dropped')
    }
    const leave = (): void => {
      if (open.current === null) return
      const kept = keep()
      end(false)
      announce(kept ? 'edit left as a draft' : 'nothing was edited')
    }
    const save = (): void => {
      const edit = open.current
      if (edit === null || edit.saving) return
      const { path, oid, before, encoding, session } = edit
      const change = changedLines(before, session.text())
      if (change === null) return drop()
      edit.saving = true
      keep()
      const request: ReviewRequest = {
        send: (act) =>
          review.client.review.edit({ session: review.session, act, path, oid, ...change, encoding }),
        step: null,
        words: `save your edit of ${pathForDisplay(path)}`,
        done: () => {
          announce('edit saved')
          edits.drop(path)
          end(true)
        },
        failed: () => {
          edit.saving = false
        },
      }
      review.ask(measured(review, editedWhat('edit', change), request))
    }
    const typed = (): void => {
      clearTimeout(timer.current)
      timer.current = setTimeout(keep, rest)
    }
    const begin = async (): Promise<void> => {
      const { model, older } = review.state
      const { file } = review.focus.state
      const shown = model?.files[file]
      if (shown === undefined || model === null || older || review.dialogs.getState().editing)
        return forgetField('review.edit')
      // Whoever types at once means the text, although that is only on its way.
      const release = expectField('review.edit')
      const refuse = (reason: string): void => refuseCommand('review.edit', reason)
      const text = await cache.load(model.changeset.number, shown)
      const isElsewhere = review.state.model !== model || review.focus.state.file !== file
      if (isElsewhere || review.dialogs.getState().editing)
        return refuse('Something else is on screen now, so nothing is edited.')
      if (!text.ok) return refuse(text.error.message)
      const { after } = text.value
      if (after === null) return refuse('The file is deleted, so there is no new side to edit.')
      const refusal = after.readOnly ?? (after.omitted === null ? null : omittedWords[after.omitted])
      if (refusal !== null) return refuse(refusal)
      review.dialogs.setState({ editing: true })
      const { oid, text: before, encoding } = after
      const problem = await start({ path: shown.path, oid, before, encoding })
      if (problem === null) return typeAgain(open.current?.session.typeHeld(release()) ?? [])
      review.dialogs.setState({ editing: false })
      refuse(problem)
    }
    /** Says why it did not begin; null when it did. */
    const start = async (shown: Omit<OpenEdit, 'session' | 'saving'>): Promise<string | null> => {
      const { path, oid, before } = shown
      const left = await edits.take(path)
      const placed = left === null ? null : placeOf(left, oid, before)
      if (left !== null && placed === null)
        return `Your edit of ${pathForDisplay(path)} was of lines that are others now. It is below the file’s name: copy or drop it first.`
      const begun = left === null || placed === null ? undefined : withDraft(left, placed, before)
      // Where all files are on one surface, the editor comes in its place first.
      for (let frames = 0; frames < mostFrames && editor.current === null; frames += 1)
        await new Promise(requestAnimationFrame)
      const session = await editor.current?.edit({ save, leave, drop, typed }, begun)
      if (!session) return 'The file is not on screen yet.'
      open.current = { ...shown, session, saving: false }
      announce(
        begun === undefined ? 'editing the new side' : 'editing the new side, with what you typed before',
      )
      return null
    }
    return { begin: () => void begin(), save, leave, drop }
  }, [review, cache, editor, edits, keep])
}

const omittedWords = {
  binary: 'The file is binary, so there are no lines to edit.',
  tooLarge: 'The lines of the file are not shown. Show the file first, then edit it.',
} as const

const keptWords = (path: string): string =>
  `Your edit of ${pathForDisplay(path)} is not saved. It is kept: edit the file again to go on with it.`

/** Takes an own edit back. */
export function removeEdit(review: Review, edit: string): void {
  review.ask({
    send: (act) => review.client.review.removeEdit({ session: review.session, act, edit }),
    step: null,
    words: 'take back your edit',
    done: () => announce('edit removed'),
  })
}
