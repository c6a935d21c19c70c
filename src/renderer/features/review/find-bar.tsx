import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import type { Find, FindState } from './find.ts'
import type { Review } from './review-store.ts'
import styles from './find-bar.module.css'
import { useDialogs, useReviewState } from './use-review.ts'

/** How many places there are and which one is on screen. */
function countText({ query, places, current, searched, files }: FindState): string {
  if (query === '') return ''
  const all = numberText(places.length)
  if (places.length === 0) return searched < files || files === 0 ? 'Searching' : 'Not found'
  const at = current === null ? -1 : places.indexOf(current)
  return at === -1 ? `${all} found` : `${numberText(at + 1)} of ${all}`
}

/** What the count does not say: how far the search is, and what was left out. */
function scopeText({ query, places, searched, files, tooLarge, large }: FindState): string {
  if (query === '' || files === 0) return 'in all files'
  if (searched < files) return `${numberText(searched)} of ${countOf(files, 'file')} searched`
  const left = tooLarge === 0 ? '' : `, ${countOf(tooLarge, 'file')} over ${large ? 20 : 1} MB not searched`
  return `in ${countOf(new Set(places.map((one) => one.file)).size, 'file')}${left}`
}

/** The field that finds words in the changes, over their upper right corner. */
export const FindBar = memo(function FindBar({
  review,
  find,
}: {
  readonly review: Review
  readonly find: Find
}): ReactNode {
  const state = useStore(find.store)
  const { model } = useReviewState(review, 'model')
  const { editing } = useDialogs(review, 'editing')
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    if (!state.open) return
    field.current?.focus()
    field.current?.select()
  }, [state.open, state.wanted])
  useEffect(() => find.again(), [find, model])
  useEffect(() => {
    if (editing) find.close()
  }, [find, editing])
  const close = (): void => {
    find.close()
    focusPane('review')
  }
  const enabled = state.open
  const none = state.places.length === 0 ? 'Nothing is found.' : null
  useCommand('find.next', () => find.go(1), { enabled, disabledReason: none })
  useCommand('find.previous', () => find.go(-1), { enabled, disabledReason: none })
  useCommand('find.close', close, { enabled })
  if (!state.open) return null

  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (key === 'Escape') close()
    else if (key === 'Enter') find.go(1)
    else if (key === 'Shift+Enter') find.go(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const missed = state.query !== '' && state.files > 0 && state.searched >= state.files && none !== null
  return (
    // The names are those that a person's own style sheets and tests of find widgets know.
    <div
      className={`${styles.bar} find-widget visible`}
      role="search"
      aria-label="Find in the changes"
      data-scope="find"
      // Before the tooltips of its buttons, which Escape would close first.
      onKeyDownCapture={onKey}
    >
      <input
        ref={field}
        type="text"
        className={styles.field}
        data-opened-by="review.find"
        aria-label="Find in the changes"
        placeholder="Find in the changes"
        title="A capital letter makes it look at capitals"
        autoComplete="off"
        spellCheck={false}
        value={state.query}
        aria-invalid={missed || undefined}
        onChange={(event) => find.type(event.currentTarget.value)}
      />
      <span className={styles.count} role="status">
        <span className="matchesCount">{countText(state)}</span>
        <span className={styles.scope}>{scopeText(state)}</span>
      </span>
      {/* The focus stays in the field. */}
      <span className={styles.buttons} onMouseDown={(event) => event.preventDefault()}>
        {state.tooLarge > 0 && !state.large ? (
          <Button look="quiet" onClick={() => find.searchLarge()}>
            Search {state.tooLarge === 1 ? 'it' : 'them'} too
          </Button>
        ) : null}
        <CommandButton command="find.previous" icon={<ChevronUp size={16} strokeWidth={1.5} />} />
        <CommandButton command="find.next" icon={<ChevronDown size={16} strokeWidth={1.5} />} />
        <CommandButton command="find.close" icon={<X size={16} strokeWidth={1.5} />} />
      </span>
    </div>
  )
})
