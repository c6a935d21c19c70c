import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { copyText } from '#renderer/actions/copy-text.ts'
import { Button } from '#renderer/ui/button.tsx'
import type { EditDraft } from './edit-draft.ts'
import type { EditDrafts } from './edit-drafts.ts'
import type { ReviewModel } from './review-model.ts'
import styles from './left-edits.module.css'

/** An edit that was not saved and belongs nowhere in what is on screen: it is given back by its name. */
export function LeftEdit({
  edits,
  path,
  draft,
  why,
}: {
  readonly edits: EditDrafts
  readonly path: string
  readonly draft: EditDraft
  readonly why: string
}): ReactNode {
  const name = pathForDisplay(path)
  return (
    <div className={styles.left} role="status">
      <p>
        Your edit of {name}, not saved, {why}. It is kept until you drop it.
      </p>
      <Button
        look="quiet"
        onClick={() => void copyText(draft.fresh.join('\n'), `Copied your edit of ${name}.`)}
      >
        Copy what you typed
      </Button>
      <Button look="quiet" onClick={() => void edits.discard(path)}>
        Drop it
      </Button>
    </div>
  )
}

/** Edits of files that the revision on screen does not change. */
export function LostEdits({
  edits,
  model,
}: {
  readonly edits: EditDrafts
  readonly model: ReviewModel
}): ReactNode {
  const byPath = useStore(edits.store, (state) => state.byPath)
  const known = new Set(model.files.map((file) => file.path))
  return [...byPath]
    .filter(([path]) => !known.has(path))
    .map(([path, draft]) => (
      <LeftEdit
        key={path}
        edits={edits}
        path={path}
        draft={draft}
        why={`is of a file that r${model.changeset.number} does not change`}
      />
    ))
}
