import { pathForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { SessionDetails } from '#shared/domain/session/details.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useConnection } from '#renderer/client/context.ts'
import { followEncodings } from '#renderer/replicas/chosen-encodings.ts'
import { useDetails, useReplicas } from '#renderer/replicas/context.ts'
import { browserStorage } from '#renderer/client/stored.ts'
import { Button } from '#renderer/ui/button.tsx'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useLastDeed } from '#renderer/view/last-deed.ts'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { ContinuousCommands, useReadsContinuously } from './continuous/continuous-commands.ts'
import { ContinuousPane } from './continuous/continuous-pane.tsx'
import { decideFocused, decideOne, meantWith } from './decisions.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import { DiffPane } from './diff-pane.tsx'
import { followFileOrder } from './file-order.ts'
import { FileList } from './file-list.tsx'
import { FindBar } from './find-bar.tsx'
import { FindList } from './find-list.tsx'
import { Find } from './find.ts'
import { FindDocuments } from './find-documents.ts'
import type { HunkBarActions } from './hunk-bar.tsx'
import type { OverlayActions } from './hunk-overlay.tsx'
import { Overview } from './overview.tsx'
import { EditDrafts, draftsBelow } from './edit-drafts.ts'
import { LostEdits } from './left-edits.tsx'
import { removeEdit, useEdit } from './own-edits.ts'
import { createPainter } from './paint.ts'
import { followProposed } from './follow-proposed.ts'
import { FocusMemory } from './focus-memory.ts'
import { rejectBecause } from './reject-with-reason.ts'
import { RenderedPanel } from './rendered/rendered-panel.tsx'
import { showsDocument } from './rendered/shows-document.ts'
import { ProposedCommands } from './proposed-commands.ts'
import { ConflictCommands } from './conflict-commands.ts'
import { LineCommands } from './line-commands.ts'
import { ScopeCommands } from './scope-commands.ts'
import { UnitCommands } from './unit-commands.ts'
import { ReviewFooter } from './review-footer.tsx'
import { Review } from './review-store.ts'
import { TextCache } from './text-cache.ts'
import { TopBar } from './top-bar.tsx'
import { ReviewCommands } from './review-command-handlers.ts'
import { showBeside } from './review-dialogs.ts'
import { toggleOpened } from './review-look.ts'
import styles from './review-view.module.css'
import { useDialogs, useLook, useReviewState, useShown } from './use-review.ts'

const noRevisions: SessionDetails['revisions'] = []

/** The changeset of a session, hunk by hunk. */
export function ReviewView({ session }: { readonly session: SessionSummary }): ReactNode {
  const { client, drafts, unkept } = useReplicas()
  const connection = useConnection()
  const details = useDetails(session.id)
  const memory = useMemo(() => new FocusMemory(session.id, browserStorage), [session.id])
  const { repository } = session
  const review = useMemo(
    () => new Review(session.id, client, memory, unkept),
    [session.id, client, memory, unkept],
  )
  const cache = useMemo(
    () => new TextCache(client, session.id, (path) => review.look.getState().encodings.get(path) ?? null),
    [client, session.id, review],
  )
  useEffect(() => {
    const following = followEncodings(client, repository, (encodings) => review.look.setState({ encodings }))
    return () => following.dispose()
  }, [review, client, repository])
  const painter = useMemo(() => createPainter(review), [review])
  const find = useMemo(() => new Find(review, new FindDocuments(review)), [review])
  // It goes on reading files otherwise.
  useEffect(() => () => find.close(), [find])
  const edits = useMemo(() => new EditDrafts(session.id, drafts), [session.id, drafts])
  const editor = useRef<DiffEditorHandle | null>(null)
  useEffect(() => {
    const ends = [
      followFileOrder(review, repository),
      followProposed(review),
      review.follow(),
      review.seen.follow(),
    ]
    return () => {
      for (const end of ends) end.dispose()
    }
  }, [review, repository])
  useEffect(() => {
    review.reached(connection.state().kind === 'open')
    const listening = connection.onState(({ kind }) => review.reached(kind === 'open'))
    return () => listening.dispose()
  }, [review, connection])
  useEffect(() => () => painter.dispose(), [painter])
  useEffect(() => {
    const load = (): void => void edits.load()
    load()
    window.addEventListener('focus', load)
    return () => window.removeEventListener('focus', load)
  }, [edits])
  useEffect(() => {
    const flush = (): void => memory.flush()
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      memory.dispose()
    }
  }, [memory])

  const { phase, failure, model } = useReviewState(review, 'phase', 'failure', 'model')
  const { overview } = useLook(review, 'overview')
  const { editing } = useDialogs(review, 'editing')
  const isContinuous = useReadsContinuously(review, find)
  const deed = useLastDeed()
  // Its key is shown.
  useBoundCommands()
  const undoes = deed === null ? '' : ` ${firstKey('review.undo') ?? 'Undo'} undoes: ${deed.words}.`
  const element = useRef<HTMLDivElement>(null)
  const { showsFiles, beside } = useRoom(review, element)
  const edit = useEdit(review, cache, editor, edits)
  const actions = useMemo(
    (): OverlayActions & HunkBarActions => ({
      focus: (id) => review.focus.goTo(review.state.model?.find(id)?.at ?? null),
      decide: (id, verdict) => {
        const { model: now } = review.state
        const entry = now?.find(id)
        if (verdict === 'accept' && now !== null && entry !== null && entry !== undefined) {
          const left = draftsBelow(edits, cache, now, meantWith(review, entry.hunk))
          if (!edits.mayPassOver(`accept ${id}`, left, edit.begin)) return
        }
        const focused = review.focus.state.at === review.state.model?.find(id)?.at
        if (focused && verdict !== null && review.focus.state.painted?.id === id)
          decideFocused(review, verdict, { at: performance.now(), repeat: false })
        else decideOne(review, id, verdict)
      },
      toggleFold: (id) => {
        toggleOpened(review.look, id)
      },
      edit: (id) => {
        review.focus.goTo(review.state.model?.find(id)?.at ?? null)
        requestAnimationFrame(() => edit.begin())
      },
      removeEdit: (id) => removeEdit(review, id),
      showPrevious: (id) => showBeside(review.dialogs, { previousOf: id }),
      showProposed: () => showBeside(review.dialogs, { proposedShown: true }),
      takeSide: (hunk) => showBeside(review.dialogs, { conflictOf: hunk }),
    }),
    [review, edit, edits, cache],
  )
  const hasAgent = session.agent.kind !== 'existing'
  const reject = useCallback(
    (hunk: string, reason: string, at: number) =>
      rejectBecause(review, cache, drafts, hunk, reason, at, hasAgent),
    [review, cache, drafts, hasAgent],
  )

  return (
    <div ref={element} className={styles.review} data-editing={editing || undefined}>
      <ReviewCommands
        review={review}
        cache={cache}
        edit={edit}
        showsFiles={showsFiles}
        find={find}
        edits={edits}
      />
      <ProposedCommands review={review} />
      <UnitCommands review={review} />
      <LineCommands review={review} />
      <ConflictCommands review={review} />
      <ScopeCommands review={review} />
      <ContinuousCommands review={review} isShown={isContinuous} />
      <TopBar
        review={review}
        title={wordsForDisplay(session.title)}
        revisions={details?.revisions ?? noRevisions}
        model={model}
      />
      {model === null ? (
        <div className={styles.empty}>
          {phase === 'failed' ? (
            <EmptyState
              title="The changes can’t be shown"
              actions={<Button onClick={() => void review.tryAgain()}>Try again</Button>}
            >
              {failure}
            </EmptyState>
          ) : (
            <p className={styles.waiting}>Reading the changes</p>
          )}
        </div>
      ) : model.hunks.length === 0 ? (
        <div className={styles.empty}>
          <EmptyState
            title={
              session.landedOn === null
                ? `r${model.changeset.number} changes nothing`
                : `All of r${model.changeset.number} is decided`
            }
          >
            {session.landedOn !== null
              ? `What you accepted has landed on ${pathForDisplay(session.landedOn)}, and nothing is left to decide.${undoes}`
              : `The revision is the same as its base.${hasAgent ? ' Write a follow-up to tell the agent what is missing.' : ''}`}
          </EmptyState>
        </div>
      ) : (
        <>
          <div className={styles.body}>
            {showsFiles ? <FileList review={review} model={model} /> : null}
            <div className={styles.middle}>
              <FindBar review={review} find={find} />
              {overview ? (
                <Overview review={review} model={model} cache={cache} painter={painter} />
              ) : isContinuous ? (
                <ContinuousPane key={session.id} {...{ review, model, cache, painter, actions, edits }} />
              ) : (
                <div className={styles.beside} data-beside={beside ?? undefined}>
                  <DiffPane
                    review={review}
                    model={model}
                    cache={cache}
                    painter={painter}
                    actions={actions}
                    editor={editor}
                    find={find}
                    edits={edits}
                  />
                  {beside === null ? null : <RenderedPanel review={review} model={model} cache={cache} />}
                </div>
              )}
              <FindList review={review} model={model} cache={cache} find={find} />
            </div>
          </div>
          <LostEdits edits={edits} model={model} />
          <ReviewFooter review={review} model={model} onReason={reject} hasAgent={hasAgent} edit={edit} />
        </>
      )}
    </div>
  )
}

/** Width from which the list of files leaves enough for two columns of code, in pixels. */
const roomForFiles = 880
/** Width of that list with its line, and of what stands beside the diff, the signs of its hunks and their map; see their styles. */
const filesWidth = 237
const signsWidth = 36

/** Width from which a document as it is read has room at the right of its changes, in pixels; else it is below them. */
const roomBeside = 1000
/** Share of the width that the changes have beside a document; see the style. */
const shareOfChanges = 0.55

/**
 * Whether the list of files is shown, as the person chose, or where there is room; and where a document is shown as it is
 * read. Keeps the width of the diff told.
 */
function useRoom(
  review: Review,
  element: React.RefObject<HTMLElement | null>,
): { readonly showsFiles: boolean; readonly beside: 'right' | 'below' | null } {
  const { filesOpen, rendered, overview } = useLook(review, 'filesOpen', 'rendered', 'overview')
  const isDocument = useShown(review, showsDocument)
  const [width, setWidth] = useState<number | null>(null)
  const showsFiles = filesOpen ?? (width === null || width >= roomForFiles)
  useLayoutEffect(() => {
    const watched = element.current
    if (watched === null) return
    const measure = (): void => setWidth(watched.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(watched)
    return () => observer.disconnect()
  }, [element])
  const files = width === null || !showsFiles ? 0 : Math.min(filesWidth, Math.round(width * 0.4))
  const room = width === null ? null : width - files
  const drawn = rendered && isDocument && !overview
  const beside = !drawn ? null : (room ?? 0) >= roomBeside ? 'right' : 'below'
  useLayoutEffect(() => {
    if (room === null) return
    const changes = beside === 'right' ? Math.round(room * shareOfChanges) : room
    review.look.setState({ diffWidth: changes - signsWidth })
  }, [review, room, beside])
  return { showsFiles, beside }
}
