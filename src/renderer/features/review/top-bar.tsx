import { ChevronDown, Columns2, LayoutGrid, ListTree, PanelTop, Rows3, WrapText } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Revision } from '#shared/domain/session/session.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import { useSession } from '#renderer/replicas/context.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import { ScopeMenu } from './scope-menu.tsx'
import { countsOf, fileCountsOf } from './counts.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { useShownLook } from './shown-look.ts'
import { progressWord } from './words.ts'
import styles from './top-bar.module.css'

interface BarProperties {
  readonly review: Review
  readonly title: string
  /** None until they are known. */
  readonly revisions: readonly Revision[]
  readonly model: ReviewModel | null
}

/** Title, revision, progress, the ways to look, and landing. */
export const TopBar = memo(function TopBar({ review, title, revisions, model }: BarProperties): ReactNode {
  const { layout } = useShownLook(review)
  return (
    <header className={styles.bar}>
      <h1 className={styles.title} title={title}>
        {title}
      </h1>
      {model === null ? null : <RevisionPicker review={review} revisions={revisions} model={model} />}
      {model === null ? null : <ScopeMenu review={review} revisions={revisions} model={model} />}
      {model === null ? null : <Progress review={review} model={model} />}
      <div className={styles.tools}>
        <CommandButton command="review.toggleFiles" icon={<ListTree size={16} strokeWidth={1.5} />} />
        <CommandButton command="review.overview" icon={<LayoutGrid size={16} strokeWidth={1.5} />} />
        <CommandButton
          command="review.toggleLayout"
          icon={
            layout === 'split' ? (
              <Columns2 size={16} strokeWidth={1.5} />
            ) : (
              <Rows3 size={16} strokeWidth={1.5} />
            )
          }
        />
        <CommandButton command="review.toggleWholeFile" icon={<PanelTop size={16} strokeWidth={1.5} />} />
        <CommandButton command="review.toggleWrap" icon={<WrapText size={16} strokeWidth={1.5} />} />
      </div>
      <LandButton review={review} model={model} />
    </header>
  )
})

function LandButton({
  review,
  model,
}: {
  readonly review: Review
  readonly model: ReviewModel | null
}): ReactNode {
  // What lands is of the newest revision, whatever is on screen.
  const newest = useStore(review.store, (state) => state.incoming === null && !state.older)
  const counts = useSession(review.session)?.counts ?? null
  const shownAccepted = useStore(review.store, (state) =>
    model === null ? 0 : countsOf(model, state).accepted,
  )
  const shownUndecided = useStore(review.store, (state) =>
    model === null ? 0 : countsOf(model, state).undecided,
  )
  const accepted = newest ? shownAccepted : (counts?.accepted ?? 0)
  // A key that lands comes right after the one that accepts, before the workbench has told how much that made.
  useCommand('landing.open', () => showDialog('landing'), {
    enabled: newest && shownAccepted > 0 && (counts?.accepted ?? 0) === 0,
  })
  const ready = (newest ? shownUndecided : (counts?.undecided ?? 0)) === 0 && accepted > 0
  return (
    <CommandButton command="landing.open" look={ready ? 'primary' : 'plain'}>
      {accepted === 0 ? 'Land' : `Land ${countOf(accepted, 'hunk')}`}
    </CommandButton>
  )
}

function RevisionPicker({
  review,
  revisions,
  model,
}: {
  readonly review: Review
  readonly revisions: readonly Revision[]
  readonly model: ReviewModel
}): ReactNode {
  const number = model.changeset.number
  const older = useStore(review.store, (state) => state.older)
  const open = useStore(review.dialogs, (state) => state.choosingRevision)
  const newest = revisions.at(-1)?.number ?? number
  return (
    <Menu
      open={open}
      openedBy="review.chooseRevision"
      onOpen={(choosingRevision) => review.dialogs.setState({ choosingRevision })}
      trigger={
        <button
          type="button"
          className={styles.revision}
          aria-label={`Revision r${number}${older ? ', read only' : ''}. Choose another`}
        >
          r{number}
          {older ? <span className={styles.older}>read only</span> : null}
          <ChevronDown size={14} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {revisions.toReversed().map((revision) => (
        <MenuItem
          key={revision.number}
          hint={new Date(revision.at).toLocaleString()}
          onSelect={() => void review.showRevision(revision.number)}
        >
          r{revision.number}
          {revision.number === newest ? ', the newest' : ', read only'}
        </MenuItem>
      ))}
    </Menu>
  )
}

/** How far the person is: one segment for each file, up to as many as fit. */
function Progress({ review, model }: { readonly review: Review; readonly model: ReviewModel }): ReactNode {
  useStore(review.store, (state) => state.version)
  const waiting = useStore(review.store, (state) => state.waiting)
  const total = countsOf(model, { waiting })
  const segments =
    model.files.length <= 60 ? model.files.map((_, file) => fileCountsOf(model, file, { waiting })) : [total]
  // The queue and the landing count the newest revision.
  const isNewest = useStore(review.store, (state) => state.incoming === null && !state.older)
  const words = `${progressWord(total)}${isNewest ? '' : ` in r${model.changeset.number}`}`
  return (
    <div className={styles.progress}>
      <div
        className={styles.segments}
        role="progressbar"
        aria-label="Hunks decided"
        aria-valuemin={0}
        aria-valuemax={total.hunks}
        aria-valuenow={total.hunks - total.undecided}
        aria-valuetext={words}
      >
        {segments.map((tally, index) => (
          <span
            // One segment per file, and files keep their place.
            key={index}
            className={styles.segment}
            style={{ flexGrow: Math.max(1, Math.sqrt(tally.hunks)) }}
          >
            <span className={styles.accepted} style={{ flexGrow: tally.accepted }} />
            <span className={styles.rejected} style={{ flexGrow: tally.rejected }} />
            <span className={styles.deferred} style={{ flexGrow: tally.deferred }} />
            <span style={{ flexGrow: tally.undecided }} />
          </span>
        ))}
      </div>
      <span
        className={styles.words}
        title={`${total.accepted} accepted, ${total.rejected} rejected, ${total.deferred} deferred, ${total.undecided} undecided`}
      >
        {words}
        {total.unkept === 0 ? null : (
          <span className={styles.unkept}>, {numberText(total.unkept)} not kept yet</span>
        )}
      </span>
    </div>
  )
}
