import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { completeFind } from '#shared/domain/review/find-query.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { foundNothing, resultHere, showsList, type Find, type FindState } from './find.ts'
import { FindHints } from './find-hints.tsx'
import { findListId, findOptionId } from './find-list.tsx'
import { askedBy } from './find-results.ts'
import type { Review } from './review-store.ts'
import styles from './find-bar.module.css'
import { useDialogs, useFocus, useReviewState } from './use-review.ts'

/** How many results there are and which one is on screen, or picked; `at` is the hunk in focus. */
function countText(state: FindState, at: number | null): string {
  const { parsed, query, results } = state
  if (query === '' || parsed.isRefused) return ''
  const all = numberText(results.length)
  if (results.length === 0) return foundNothing(state) ? 'Not found' : 'Searching'
  const here = resultHere(state, at)
  const index = here === null ? -1 : results.indexOf(here)
  return index === -1 ? `${all} found` : `${numberText(index + 1)} of ${all}`
}

/** What the count does not say: how far the search is, and what was left out. */
function scopeText(state: FindState): string {
  const { parsed, query, results, searched, files, tooLarge, large, units, isDone } = state
  if (parsed.isRefused) return ''
  if (units === 'reading') return 'reading the kinds'
  if (units === 'missing') return 'the workbench did not tell the kinds of units'
  if (query === '' || (files === 0 && !isDone)) return 'in all files'
  if (searched < files) return `${numberText(searched)} of ${countOf(files, 'file')} searched`
  const left = tooLarge === 0 ? '' : `, ${countOf(tooLarge, 'file')} over ${large ? 20 : 1} MB not searched`
  return `in ${countOf(new Set(results.map((one) => one.file)).size, 'file')}${left}`
}

/** The field that finds words and hunks in the changes, over their upper right corner. */
export const FindBar = memo(function FindBar({
  review,
  find,
}: {
  readonly review: Review
  readonly find: Find
}): ReactNode {
  const state = useStore(find.store)
  const { model, version, fresh } = useReviewState(review, 'model', 'version', 'fresh')
  const seen = useStore(review.seen.store, (store) => store.seen)
  const units = useStore(review.units.store, (store) => store.units)
  const scope = useStore(review.scope.store, (store) => store.scope)
  const { at } = useFocus(review, 'at')
  const { editing } = useDialogs(review, 'editing')
  const field = useRef<HTMLInputElement>(null)
  const { parsed } = state
  useLayoutEffect(() => {
    if (!state.open) return
    field.current?.focus()
    field.current?.select()
  }, [state.open, state.wanted])
  // What hunks are like is asked for by filters alone, and by each only some of it.
  const asked = askedBy(parsed.filters)
  const part = parsed.filters.length > 0 && scope
  const standing = asked.standing && version
  const news = asked.fresh && fresh
  const sight = asked.seen && seen
  const cut = asked.units && units
  useEffect(
    () => find.again(),
    // oxlint-disable-next-line react/exhaustive-deps -- these say that what it reads is other than it was
    [find, model, part, standing, news, sight, cut],
  )
  useEffect(() => {
    if (editing) find.close()
  }, [find, editing])
  const close = (): void => {
    find.leave()
    focusPane('review')
  }
  const enabled = state.open
  const none = state.results.length === 0 ? 'Nothing is found.' : null
  useCommand('find.next', () => find.go(1), { enabled, disabledReason: none })
  useCommand('find.previous', () => find.go(-1), { enabled, disabledReason: none })
  useCommand('find.close', close, { enabled })
  if (!state.open) return null

  const complete = (value: string): void => find.type(completeFind(state.query, parsed, value))
  const onKey = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    const could = parsed.completing?.values[0]
    if (key === 'Escape') close()
    else if (key === 'Enter') {
      if (find.enter()) focusPane('review')
    } else if (key === 'Shift+Enter') find.go(-1)
    else if (event.target !== field.current) return
    else if (key === 'ArrowDown') find.pick(1)
    else if (key === 'ArrowUp') find.pick(-1)
    else if (key === 'Tab' && could !== undefined) complete(could)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isInvalid = parsed.isRefused ? parsed.problems.length > 0 : foundNothing(state)
  const listed = showsList(state)
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
      <div className={styles.line}>
        <input
          ref={field}
          type="text"
          className={styles.field}
          data-opened-by="review.find"
          aria-label="Find in the changes"
          placeholder="Words, or is:undecided kind:move path:src/**"
          title="A capital letter makes it look at capitals"
          autoComplete="off"
          spellCheck={false}
          value={state.query}
          aria-invalid={isInvalid || undefined}
          aria-controls={listed ? findListId : undefined}
          aria-activedescendant={
            listed && state.picked && state.current !== null
              ? findOptionId(state.results.indexOf(state.current))
              : undefined
          }
          onChange={(event) => find.type(event.currentTarget.value)}
        />
        <span className={styles.count} role="status">
          <span className="matchesCount">{countText(state, at)}</span>
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
      <FindHints
        query={state.query}
        parsed={parsed}
        onType={(query) => {
          find.type(query)
          field.current?.focus()
        }}
        onComplete={complete}
      />
    </div>
  )
})
