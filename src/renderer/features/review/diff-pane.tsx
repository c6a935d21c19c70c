import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { useStore } from 'zustand'
import type { DecidedHunk } from '#shared/domain/review/decided.ts'
import { Button } from '#renderer/ui/button.tsx'
import { MessageSlot } from '#renderer/ui/message-slot.tsx'
import type { DiffSurface, DiffView } from '#renderer/editor/index.ts'
import { useSession, useSettings } from '#renderer/replicas/context.ts'
import { DiffEditor, type DiffEditorHandle } from './diff-editor.tsx'
import { isTextPicture, PicturePair } from './blob-preview.tsx'
import { fileCountsOf } from './counts.ts'
import { FileHeader } from './file-header.tsx'
import { useFoundIn, type Find } from './find.ts'
import { FocusedHunkBar, togetherOf } from './focused-hunk-bar.tsx'
import { freshWord, isFresh } from './fresh-hunks.ts'
import { Notice, useSlow } from './diff-notice.tsx'
import { EmptyHunkBar, type HunkBarActions } from './hunk-bar.tsx'
import { GapRow, HunkBlock, type OverlayActions } from './hunk-overlay.tsx'
import {
  clientOf,
  hasText,
  lineIdOf,
  mayBeText,
  shownChanges,
  stateOf,
  unitsOf,
  whitespaceOnly,
} from './hunk-view.ts'
import { HunkMap } from './hunk-map.tsx'
import { draftedChanges, type EditDrafts } from './edit-drafts.ts'
import { LeftEdit } from './left-edits.tsx'
import { LineChoicePanel } from './line-choice-panel.tsx'
import { useShownLook } from './shown-look.ts'
import type { createPainter } from './paint.ts'
import { ProposedPanel } from './proposed-panel.tsx'
import { noPins, pinsOfHunks } from './proposed.ts'
import { ProvenancePanel } from './provenance-panel.tsx'
import { PreviousPanel } from './previous-panel.tsx'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { shownDocumentOf } from './since-decided.ts'
import type { TextCache } from './text-cache.ts'
import { ConflictPanel } from './conflict-panel.tsx'
import { UnitCard } from './unit-card.tsx'
import { Shade, useUnitLook } from './unit-look.tsx'
import { UnitPanel } from './unit-panel.tsx'
import { useEye } from './use-eye.ts'
import { foldFact, useFolded } from './use-folded.ts'
import { useFileText, useTextAhead } from './use-file-text.ts'
import { sizeText } from '#shared/base/quantity-text.ts'
import styles from './diff-pane.module.css'
import { useDialogs, useLook, useFocus, useReviewState } from './use-review.ts'

/** How the person wants to look at changes, from the settings and this review. */
export function useDiffView(review: Review): DiffView {
  const { layout, wrap } = useShownLook(review)
  const fontSize = useSettings((settings) => settings.codeFontSize)
  const ligatures = useSettings((settings) => settings.ligatures)
  const { wholeFile } = useLook(review, 'wholeFile')
  return useMemo(
    () => ({ layout, wrap, wholeFile, fontSize, ligatures }),
    [layout, wrap, wholeFile, fontSize, ligatures],
  )
}

/** The file in focus: its header, its whole-file units as cards, and its lines. */
export const DiffPane = memo(function DiffPane({
  review,
  model,
  cache,
  painter,
  actions,
  editor,
  find,
  edits,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
  readonly painter: ReturnType<typeof createPainter>
  readonly actions: OverlayActions & HunkBarActions
  readonly editor: React.RefObject<DiffEditorHandle | null>
  readonly find: Find
  readonly edits: EditDrafts
}): ReactNode {
  const { version, retries, older, waiting, fresh } = useReviewState(
    review,
    'version',
    'retries',
    'older',
    'waiting',
    'fresh',
  )
  const seen = useStore(review.seen.store, (state) => state.seen)
  const { file: current, at, pointed, line } = useFocus(review, 'file', 'at', 'pointed', 'line')
  const { opened, quietWhitespace, againstBase } = useLook(
    review,
    'opened',
    'quietWhitespace',
    'againstBase',
    'encodings',
  )
  const { editing, previousOf, provenanceOf, linesOf, conflictOf, proposedShown } = useDialogs(
    review,
    'editing',
    'previousOf',
    'provenanceOf',
    'linesOf',
    'conflictOf',
    'proposedShown',
  )
  const pinsByHunk = useStore(review.proposed, ({ proposed }) => pinsOfHunks(proposed))
  const pinsOf = (id: string): readonly string[] => pinsByHunk.get(id) ?? noPins
  const view = useDiffView(review)
  const isDiscarded = useSession(review.session)?.discardedAt != null
  const found = useFoundIn(find, current)
  const number = model.changeset.number
  const file = model.files[current] ?? null
  const hunk = at === null ? null : (model.hunks[at]?.hunk ?? null)
  const [forced, setForced] = useState<string | null>(null)
  const force = file !== null && forced === file.path
  const result = useFileText(cache, number, file, force, retries)
  const text = result?.ok === true ? result.value : null
  const ahead = useTextAhead(cache, review, model, at)
  const tooLarge =
    text !== null && (text.before?.omitted === 'tooLarge' || text.after?.omitted === 'tooLarge')
  const omitted = text !== null && [text.before, text.after].some((side) => side?.omitted != null)

  const shown = useMemo(
    () =>
      file === null || text === null || omitted
        ? null
        : {
            document: shownDocumentOf(cache.key(number, file, force), file, text, againstBase),
            changes: shownChanges(file, text),
          },
    // Another encoding gives another text.
    [file, text, omitted, cache, number, force, againstBase],
  )
  // The same content keeps its document, so that a new snapshot does not lay it out again.
  const documentKey = shown?.document.key ?? null
  // oxlint-disable-next-line react/exhaustive-deps -- the key stands for the document
  const document = useMemo(() => shown?.document ?? null, [documentKey])
  const quiet = useMemo(
    () => (quietWhitespace && shown !== null ? whitespaceOnly(shown.document) : new Set<string>()),
    [quietWhitespace, shown],
  )
  const focus = hunk === null || shown === null ? null : lineIdOf(hunk, shown.changes)
  const unit = useUnitLook(review, model, hunk, shown?.changes ?? null, version)
  const { facts } = unit
  const changes = shown?.changes ?? null
  const folded = useFolded({ model, version, changes, focus, editing, opened, quiet, facts })

  // Which document is shown with its long lines whole, and whether they are cut in what is on screen.
  const [wholeOf, setWholeOf] = useState<string | null>(null)
  const [leavesOut, setLeavesOut] = useState(false)
  const showWhole = useCallback(() => setWholeOf(documentKey), [documentKey])
  const whole = view.wholeFile || (documentKey !== null && wholeOf === documentKey)

  const draft = useStore(edits.store, ({ byPath }) =>
    file === null ? null : (byPath.get(file.path) ?? null),
  )
  const drafted = useMemo(
    () =>
      draft === null || shown === null ? null : draftedChanges(draft, text?.after ?? null, shown.changes),
    [draft, shown, text],
  )
  const pane = useRef<HTMLElement>(null)
  const onCard = hunk !== null && hunk.kind !== 'text'
  useEffect(() => {
    if (onCard && hunk !== null) painter.soon(hunk.id)
  }, [onCard, hunk, painter])
  // Another text, of a newer revision say, takes the place of the one on screen: until it is there, keys mean nothing.
  useLayoutEffect(() => {
    if (!onCard) painter.withdraw()
    // Only what is laid out anew withdraws; where the focus goes is told elsewhere.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [document])
  const onShown = (surface: DiffSurface): void => {
    setLeavesOut(surface.longLines === 'cut')
    if (!onCard && hunk !== null && focus !== null && surface.isVisible(focus))
      painter.soon(hunk.id, () => isFramed(pane.current, focus) && surface.hasText())
  }
  const isOnlyWords =
    file !== null && !onCard && (!hasText(file) || omitted || (result !== null && !result.ok))
  useEffect(() => {
    if (isOnlyWords) painter.soonFile(current)
  }, [isOnlyWords, current, painter])
  useEye({ review, model, painter, pane, editor, focus, onCard, shown, folded })
  const onPoint = (id: string): void => {
    const hunks = shown?.changes.get(id)?.hunks ?? []
    const places = hunks.map((one) => model.find(one.id)?.at ?? -1)
    const now = review.focus.state.at
    const [first] = places
    if (editing || first === undefined || (now !== null && places.includes(now))) return
    review.focus.pointAt(first)
  }
  const openGap = useCallback(
    (gap: string, which: 'all' | 'top' | 'bottom') => editor.current?.surface?.openGap(gap, which),
    [editor],
  )
  const slow = useSlow(file !== null && hasText(file) && result === null)

  if (file === null) return null
  const units = unitsOf(file).filter(({ id }) => id === hunk?.id || model.shows(id))
  const draftedElsewhere =
    drafted === null || drafted.length === 0 || (focus !== null && drafted.includes(focus))
      ? undefined
      : shown?.changes.get(drafted[0] ?? '')?.hunks[0]
  const draftedAt = draftedElsewhere === undefined ? null : (model.find(draftedElsewhere.id)?.at ?? null)
  const tally = fileCountsOf(model, current, { waiting })
  const place = at === null ? null : `${at - model.firstOf(current) + 1} of ${file.hunks.length}`
  const showsText = hasText(file) || (mayBeText(file) && text !== null && !omitted)
  const freshOf = (hunks: readonly DecidedHunk[]): string | null =>
    !older && hunks.some(({ id }) => isFresh(model, fresh, id)) ? freshWord(number) : null
  return (
    <section ref={pane} className={styles.pane} aria-label={`Changes in ${pathForDisplay(file.path)}`}>
      <FileHeader
        {...{ review, file, text, place }}
        reading={model.places[current]?.reading ?? null}
        hunks={tally.hunks}
        decided={tally.undecided === 0 && tally.hunks > 0}
        onDraft={draftedAt === null || editing ? null : () => review.focus.goTo(draftedAt)}
        onWhole={leavesOut && showsText ? showWhole : null}
      />
      {units.length === 0 ? null : (
        <div className={showsText ? styles.units : styles.unitsOnly}>
          {units.map((card) => (
            <UnitCard
              key={card.id}
              review={review}
              file={file}
              hunk={card}
              state={stateOf(model, card)}
              client={model.effectOf(card.id).client}
              reason={model.effectOf(card.id).reason}
              focused={card.id === hunk?.id}
              readOnly={older || isDiscarded}
              past={model.pastOf(card)}
              fresh={freshOf([card])}
              seen={seen.has(card.id)}
              together={togetherOf(model, card)}
              pins={pinsOf(card.id)}
              encoding={showsText && file.binary ? ((text?.after ?? text?.before)?.encoding ?? null) : null}
              onFocus={actions.focus}
              onDecide={actions.decide}
            />
          ))}
        </div>
      )}
      {draft === null || drafted !== null || shown === null || editing ? null : (
        <LeftEdit edits={edits} path={file.path} draft={draft} why="was of lines that are others now" />
      )}
      {isTextPicture(file) ? <PicturePair review={review} file={file} /> : null}
      {result !== null && !result.ok ? (
        <Notice text={result.error.message}>
          <Button onClick={() => review.store.setState({ retries: retries + 1 })}>Try again</Button>
        </Notice>
      ) : null}
      {tooLarge ? (
        <Notice
          text={`This file has ${sizeText(Math.max(text.before?.bytes ?? 0, text.after?.bytes ?? 0))} of text. It is not shown until you ask for it.`}
        >
          <Button onClick={() => setForced(file.path)}>Show it anyway</Button>
        </Notice>
      ) : null}
      {slow ? <p className={styles.reading}>Reading the file</p> : null}
      <div className={styles.editor} hidden={!showsText || omitted || (result !== null && !result.ok)}>
        <DiffEditor
          ref={editor}
          document={document}
          editing={editing}
          ahead={ahead}
          view={view}
          focus={focus}
          hunk={hunk?.id ?? null}
          folded={folded}
          whole={whole}
          onWhole={showWhole}
          found={found}
          pointed={pointed}
          line={line}
          places={review.places}
          onPoint={onPoint}
          onShown={onShown}
          onScrolled={painter.soonSeen}
          onRelaid={(surface) => {
            if (onCard) return
            painter.withdraw()
            onShown(surface)
          }}
          renderOverlay={({ blocks }) => {
            return (
              <>
                {editing || shown === null || shown.changes.size < 2 ? null : (
                  <Shade blocks={blocks} focus={focus} members={unit.members} />
                )}
                {blocks.map((block) => {
                  if (block.kind === 'gap') return <GapRow key={block.id} block={block} onOpen={openGap} />
                  const change = shown?.changes.get(block.id)
                  if (change === undefined) return null
                  const first = change.hunks[0]
                  return (
                    <HunkBlock
                      key={block.id}
                      block={block}
                      change={change}
                      state={first === undefined ? 'edited' : stateOf(model, first)}
                      client={clientOf(model, file, change)}
                      reason={first === undefined ? undefined : model.effectOf(first.id).reason}
                      focused={block.id === focus}
                      inUnit={unit.members.size > 1 && unit.members.has(block.id)}
                      readOnly={older || isDiscarded}
                      drafted={drafted?.includes(block.id) === true}
                      fact={foldFact({ model, facts, quiet }, change)}
                      unkept={waiting && first !== undefined && model.isForeseen(first.id)}
                      fresh={freshOf(change.hunks)}
                      seen={change.hunks.every((one) => seen.has(one.id))}
                      pins={pinsOf(first?.id ?? '')}
                      actions={actions}
                    />
                  )
                })}
              </>
            )
          }}
        />
        {shown === null || editing ? null : (
          <HunkMap {...{ review, model, version, focus }} changes={shown.changes} document={shown.document} />
        )}
      </div>
      <MessageSlot rank={2} />
      {unit.elsewhere.length === 0 || editing ? null : (
        <UnitPanel {...{ review, model, cache }} title={unit.words ?? ''} places={unit.elsewhere} />
      )}
      {previousOf === null ? null : <PreviousPanel review={review} hunk={previousOf} text={text} />}
      {provenanceOf === null ? null : (
        <ProvenancePanel key={provenanceOf} review={review} hunk={provenanceOf} />
      )}
      {linesOf === null ? null : (
        <LineChoicePanel key={linesOf} {...{ review, text }} hunk={linesOf} path={file.path} />
      )}
      {conflictOf === null ? null : (
        <ConflictPanel key={conflictOf} {...{ review, text }} hunk={conflictOf} />
      )}
      {proposedShown ? <ProposedPanel review={review} /> : null}
      {hunk === null || onCard ? (
        showsText ? (
          <EmptyHunkBar />
        ) : null
      ) : (
        <FocusedHunkBar
          {...{ review, model, hunk, unit, actions }}
          drafted={focus !== null && drafted?.includes(focus) === true}
        />
      )}
    </section>
  )
})

/** Whether the page has the frame around the change in focus: it comes when the editor has told where the change is. */
function isFramed(pane: HTMLElement | null, focus: string): boolean {
  const block = pane?.querySelector('[data-focused][data-change]')
  return block?.getAttribute('data-change') === focus
}
