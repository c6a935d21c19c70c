import { ChevronDown, ListFilter } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Revision } from '#shared/domain/session/session.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { neverSeen } from './scopes.ts'
import styles from './top-bar.module.css'
import { useFocus, useReviewState } from './use-review.ts'

/** Earlier revisions that are offered. */
const mostRevisions = 8

/** Which part of the review is shown and decided, and the choice of another. */
export function ScopeMenu({
  review,
  revisions,
  model,
}: {
  readonly review: Review
  readonly revisions: readonly Revision[]
  readonly model: ReviewModel
}): ReactNode {
  const { older } = useReviewState(review, 'older', 'version')
  const scope = useStore(review.scope.store, (state) => state.scope)
  const open = useStore(review.dialogs, (state) => state.choosingScope)
  const words = scope === null || older ? 'Everything' : pathForDisplay(scope.words)
  return (
    <Menu
      open={open}
      openedBy="review.chooseScope"
      onOpen={(choosingScope) => review.dialogs.setState({ choosingScope })}
      trigger={
        <button
          type="button"
          className={styles.scope}
          data-part={(scope !== null && !older) || undefined}
          disabled={older}
          aria-label={`Scope: ${words}. Choose another`}
        >
          <ListFilter size={14} strokeWidth={1.5} aria-hidden />
          <span className={styles.scopeWords}>{words}</span>
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {open ? <Choices review={review} revisions={revisions} model={model} /> : null}
    </Menu>
  )
}

function Choices({
  review,
  revisions,
  model,
}: {
  readonly review: Review
  readonly revisions: readonly Revision[]
  readonly model: ReviewModel
}): ReactNode {
  const seen = useStore(review.seen.store, (state) => state.seen)
  const { fresh } = useReviewState(review, 'fresh', 'version')
  const { file } = useFocus(review, 'file')
  const { scope } = review
  const { total, changeset } = model
  const earlier = revisions
    .filter(({ number }) => number < changeset.number)
    .slice(-mostRevisions)
    .toReversed()
  const path = model.files[file]?.path
  return (
    <>
      <MenuItem
        hint={`${countOf(total.hunks, 'hunk')}, ${total.undecided} undecided`}
        onSelect={() => scope.showEverything()}
      >
        Everything
      </MenuItem>
      <MenuItem
        hint={countOf(neverSeen(model, seen, fresh).size, 'hunk')}
        onSelect={() => scope.showSinceLook()}
      >
        Since my last look
      </MenuItem>
      {earlier.map(({ number }, index) => (
        <MenuItem key={number} onSelect={() => void scope.showSinceRevision(number)}>
          {index === 0 ? `Since r${number}: the last turn` : `Since r${number}`}
        </MenuItem>
      ))}
      {path === undefined ? null : (
        <MenuItem
          hint={countOf(model.files[file]?.hunks.length ?? 0, 'hunk')}
          onSelect={() => scope.showFile()}
        >{`Only ${pathForDisplay(path)}`}</MenuItem>
      )}
    </>
  )
}
