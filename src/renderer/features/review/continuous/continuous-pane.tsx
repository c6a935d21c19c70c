import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  type ReactNode,
} from 'react'
import { useStore } from 'zustand'
import { countOf } from '#shared/base/quantity-text.ts'
import { copyRows, selectColumn } from '#renderer/ui/copy-rows.ts'
import { MessageSlot } from '#renderer/ui/message-slot.tsx'
import { useSession, useSettings } from '#renderer/replicas/context.ts'
import { draftedChanges, type EditDrafts } from '../edit-drafts.ts'
import { FocusedHunkBar } from '../focused-hunk-bar.tsx'
import { isFresh } from '../fresh-hunks.ts'
import { EmptyHunkBar, type HunkBarActions } from '../hunk-bar.tsx'
import type { OverlayActions } from '../hunk-overlay.tsx'
import type { createPainter } from '../paint.ts'
import type { ReviewModel } from '../review-model.ts'
import type { Review } from '../review-store.ts'
import { useShownLook } from '../shown-look.ts'
import type { TextCache } from '../text-cache.ts'
import { useUnitLook } from '../unit-look.tsx'
import { UnitPanel } from '../unit-panel.tsx'
import { useFocus, useLook, useReviewState } from '../use-review.ts'
import { keptKey } from './folded-changes.ts'
import { SectionView } from './section-view.tsx'
import { surfaceEye, type Surface } from './surface-eye.ts'
import { SurfaceTexts } from './surface-texts.ts'
import { useColours } from './use-colours.ts'
import { useSurfaceLayout } from './use-surface-layout.ts'
import { useSurfacePlace } from './use-surface-place.ts'
import styles from './continuous-pane.module.css'

/** All files of the scope on one surface, in their order: light rows, drawn near the screen alone. */
export const ContinuousPane = memo(function ContinuousPane({
  review,
  model,
  cache,
  painter,
  actions,
  edits,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly painter: ReturnType<typeof createPainter>
  readonly actions: OverlayActions & HunkBarActions
  readonly edits: EditDrafts
}): ReactNode {
  const { version, older, fresh, waiting, retries } = useReviewState(
    review,
    'version',
    'older',
    'fresh',
    'waiting',
    'retries',
  )
  const { file: current, at } = useFocus(review, 'file', 'at')
  useLook(review, 'encodings')
  const seen = useStore(review.seen.store, (state) => state.seen)
  const drafts = useStore(edits.store, ({ byPath }) => byPath)
  const isDiscarded = useSession(review.session)?.discardedAt != null
  const fontSize = useSettings((settings) => settings.codeFontSize)
  const ligatures = useSettings((settings) => settings.ligatures)
  const { layout: sides } = useShownLook(review)
  const rowHeight = Math.round((fontSize * 20) / 13)
  const [round, next] = useReducer((before: number) => before + 1, 0)
  const texts = useMemo(() => new SurfaceTexts(cache, next), [cache])
  useEffect(() => texts.retry(), [texts, retries])
  const measured = useRef(new Map<string, number>())
  const kept = useRef<ReadonlySet<string>>(new Set())
  const look = useMemo(() => ({ layout: sides, rowHeight }), [sides, rowHeight])
  const laid = useSurfaceLayout(review, model, texts, look, measured, kept, round, version)
  const { layout, folding, idOf, foldedIn } = laid
  const { number } = model.changeset
  const hunk = at === null ? null : (model.hunks[at]?.hunk ?? null)
  const file = model.files[current] ?? null
  const focusText = file === null ? null : texts.of(number, file)
  const unit = useUnitLook(review, model, hunk, focusText?.changes ?? null, version)

  const pane = useRef<HTMLElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const tell = useCallback(() => {
    const { at: here, file: index } = review.focus.state
    const now = review.state.model
    const entry = here === null ? undefined : now?.hunks[here]
    const own = now?.files[index]
    if (now === null || own === undefined) return
    const there = texts.of(now.changeset.number, own)
    // What has no lines on the page is never painted, however long that takes; words in their place are of the file alone.
    if (entry !== undefined && (entry.hunk.kind !== 'text' || there?.code != null))
      painter.soon(entry.hunk.id, () => isThere(scroller.current))
    else if (
      entry === undefined ||
      there !== null ||
      texts.outlineOf(now.changeset.number, own).note !== null
    )
      painter.soonFile(index)
  }, [review, painter, texts])
  const place = useSurfacePlace({
    review,
    scroller,
    layout,
    focusFile: current,
    focus: folding.focus,
    measured,
    onMeasured: next,
    onScrolled: painter.soonSeen,
    isThere: focusText !== null || hunk?.kind !== 'text',
    look: `${sides} ${rowHeight}`,
  })
  const sections = [...layout.within(place.drawn.top, place.drawn.bottom)].map(({ top, section }) => ({
    top,
    section,
    file: model.files[section.file],
    items: section.items.filter(
      (item) => top + item.top < place.drawn.bottom && top + item.top + item.height > place.drawn.top,
    ),
  }))
  const near = sections.map(({ section }) => section.file).join()
  useEffect(() => {
    if (file !== null) texts.want(number, file)
    for (const { file: one } of sections) if (one !== undefined) texts.want(number, one)
    // `near` stands for the sections.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [texts, number, near, file, round])
  const colours = useColours(
    sections.map(({ file: one, items }) => ({
      code: one === undefined ? null : (texts.of(number, one)?.code ?? null),
      items,
    })),
  )

  const surface = useRef<Surface | null>(null)
  useLayoutEffect(() => {
    if (scroller.current === null) return
    surface.current = {
      model,
      layout,
      scroller: scroller.current,
      get top() {
        return place.top()
      },
      drawn: place.drawn,
      rowHeight,
      file: current,
      focus: folding.focus,
      idOf,
      readable: (index, id) => {
        const own = model.files[index]
        if (own === undefined || foldedIn(index).has(id)) return []
        const entry = model.find(id)
        if (entry !== null && entry.hunk.kind !== 'text') return [id]
        const text = texts.of(number, own)
        if (text?.code == null || text.code.isCut) return []
        return text.changes.get(id)?.hunks.map((one) => one.id) ?? []
      },
      scrollTo: place.scrollTo,
      bring: () => {
        place.show()
        tell()
      },
    }
    // What is on screen with its lines stays, whatever is decided of it.
    kept.current = inViewOf(surface.current, (index, id) => !foldedIn(index).has(id))
  })
  useLayoutEffect(() => {
    review.focus.watchWith(surfaceEye(() => surface.current))
    return () => review.focus.watchWith(null)
  }, [review])
  useLayoutEffect(() => {
    kept.current = new Set()
    painter.withdraw()
    // A view that took the place of another one, where the keys were.
    const { activeElement } = document
    const isHere = activeElement === scroller.current?.closest('[data-pane]')
    if (activeElement === document.body || isHere) scroller.current?.focus({ preventScroll: true })
  }, [painter])
  // Another text takes the place of the one in focus: until it is there, keys mean nothing.
  const textKey = file === null ? '' : cache.key(number, file, false)
  const isTextThere = focusText !== null || hunk?.kind !== 'text'
  useLayoutEffect(() => {
    if (!isTextThere) painter.withdraw()
  }, [painter, textKey, isTextThere])
  useEffect(tell, [tell, hunk?.id, current, textKey, isTextThere, place.drawn, layout])

  const draft = file === null ? undefined : drafts.get(file.path)
  const drafted =
    draft === undefined || focusText === null
      ? []
      : draftedChanges(draft, focusText.text.after, focusText.changes)
  const isDrafted = folding.focus !== null && drafted?.includes(folding.focus) === true
  const readOnly = older || isDiscarded
  const freshOf = (one: { readonly id: string }): boolean => !older && isFresh(model, fresh, one.id)
  const point = useCallback(
    (id: string) => {
      const there = review.state.model?.find(id)
      if (there != null) review.focus.pointAt(there.at)
    },
    [review],
  )
  const members = useMemo(
    () => new Set(unit.on ? [...unit.members, ...unit.elsewhere.map((one) => one.hunk.id)] : []),
    [unit],
  )
  return (
    <section ref={pane} className={styles.pane} aria-label="Changes in all files">
      <div
        ref={scroller}
        className={styles.scroller}
        style={{
          ['--code-size' as string]: `${fontSize}px`,
          ['--row' as string]: `${rowHeight}px`,
          ['--code-ligatures' as string]: ligatures ? 'normal' : 'none',
        }}
        tabIndex={0}
        role="region"
        aria-label={`Continuous reading of ${countOf(layout.sections.length, 'file')}`}
        data-keys="commands"
        data-pane-focus=""
        onScroll={place.onScroll}
        onMouseDown={selectColumn}
        onCopy={copyRows}
      >
        <div className={styles.surface} style={{ height: layout.height + place.below }}>
          {sections.map(({ top, section, file: one, items }) =>
            one === undefined ? null : (
              <SectionView
                key={section.path}
                {...{
                  model,
                  section,
                  top,
                  items,
                  folding,
                  members,
                  seen,
                  waiting,
                  readOnly,
                  colours,
                  actions,
                }}
                file={one}
                isDrafted={drafts.has(one.path)}
                text={texts.of(number, one)}
                fresh={freshOf}
                layout={sides}
                onPoint={point}
                onFile={(index) => review.focus.goToFile(index)}
              />
            ),
          )}
        </div>
      </div>
      <MessageSlot rank={2} />
      {unit.elsewhere.length === 0 ? null : (
        <UnitPanel {...{ review, model, cache }} title={unit.words ?? ''} places={unit.elsewhere} />
      )}
      {hunk === null ? (
        <EmptyHunkBar />
      ) : (
        <FocusedHunkBar {...{ review, model, hunk, unit, actions }} drafted={isDrafted} />
      )}
    </section>
  )
})

/** Whether the page has what is in focus, with its lines. */
function isThere(scroller: HTMLElement | null): boolean {
  return scroller?.querySelector('[data-change][data-focused][data-read]') != null
}

/** Changes of which something is in view, and for which `holds` is true. */
function inViewOf(
  { layout, top, scroller }: Surface,
  holds: (file: number, id: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>()
  const bottom = top + scroller.clientHeight
  for (const { top: from, section } of layout.within(top, bottom))
    for (const [id, stretch] of section.stretches)
      if (from + stretch.top < bottom && from + stretch.bottom > top && holds(section.file, id))
        found.add(keptKey(section.path, id))
  return found
}
