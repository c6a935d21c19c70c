import { useCallback, useEffect, type RefObject } from 'react'
import { useStore } from 'zustand'
import { quoteHunk } from '#shared/session/quote.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { offerFiles } from '#renderer/features/palette/file-jump.ts'
import { followUpStore, writeFollowUp } from '#renderer/features/context/follow-up-store.ts'
import { changeSettings, settingsStore } from '#renderer/features/settings/settings-store.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure, tell } from '#renderer/ui/toasts.tsx'
import { decideEverything, decideFile, decideFocused, decideOne, meantHunk, redo, undo } from './decisions.ts'
import type { DiffEditorHandle } from './diff-editor.tsx'
import { lineIdOf, shownChanges } from './hunk-view.ts'
import { nextUndecided, previousUndecided, stepFile, stepHunk } from './navigation.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import type { TextCache } from './text-cache.ts'

/** Rejects the hunk and keeps its lines with the reason for the follow-up to the agent. */
export async function rejectBecause(
  review: Review,
  cache: TextCache,
  hunk: string,
  reason: string,
): Promise<void> {
  const { model } = review.state
  const entry = model?.find(hunk)
  const file = entry === null || entry === undefined ? undefined : model?.files[entry.file]
  if (model === null || entry === null || entry === undefined || file === undefined) return
  review.store.setState({ reasonFor: null })
  decideOne(review, hunk, 'reject')
  const next = nextUndecided(model, entry.at)
  if (next !== null) review.goTo(next)
  const loaded = cache.peek(model.changeset.number, file)
  const range = loaded?.lines.find((line) => line.hunk === hunk) ?? entry.hunk
  const quotation = quoteHunk(
    file.path,
    loaded?.before?.text ?? null,
    loaded?.after?.text ?? null,
    range,
    entry.hunk.kind,
  )
  const known = followUpStore.getState().texts.get(review.session)
  const before = (
    known ??
    (await review.client.workbench.drafts())[`followUp.${review.session}`] ??
    ''
  ).trimEnd()
  writeFollowUp(
    review.client,
    review.session,
    `${before === '' ? '' : `${before}\n\n`}${quotation}\n\n${reason}\n`,
  )
}

const nothing = 'There is nothing to review.'

/** Answers the commands of the review while its view is mounted. */
export function useReviewCommands(
  review: Review,
  cache: TextCache,
  editor: RefObject<DiffEditorHandle | null>,
  edit: { readonly begin: () => void },
  showsFiles: boolean,
): void {
  const client = useClient()
  const state = useStore(review.store)
  const { model, at, older, overview } = state
  const empty = model === null || model.hunks.length === 0 ? nothing : null
  const reading = older ? 'An older revision can be read, not decided.' : null
  const decided = model !== null && model.total.undecided === 0 ? 'Everything is decided.' : null
  const noFocus = at === null ? 'No hunk is in focus.' : null
  const unseen = overview ? 'The overview shows no code. Enter opens the hunk.' : null
  const writing = state.editing ? 'You are editing this file. Save or drop the edit first.' : null
  const one = { disabledReason: empty ?? writing ?? reading ?? unseen ?? noFocus }
  const many = { disabledReason: empty ?? writing ?? reading ?? decided }

  const decide = useCallback(
    (verdict: 'accept' | 'reject' | 'defer' | null, invocation: { at: number; repeat: boolean }) => {
      if (decideFocused(review, verdict, invocation) || invocation.repeat) return
      const { model: now, file, painted } = review.state
      const shown = now?.files[file]
      const text = shown === undefined || now === null ? null : cache.peek(now.changeset.number, shown)
      if (painted === null && (text?.before?.omitted ?? text?.after?.omitted) === 'tooLarge')
        tell(
          'Its lines are not shown, so it can\u2019t be decided by itself. Show the file, or decide the whole file.',
        )
    },
    [review, cache],
  )
  useCommand('review.accept', (invocation) => decide('accept', invocation), one)
  useCommand('review.reject', (invocation) => decide('reject', invocation), one)
  useCommand('review.defer', (invocation) => decide('defer', invocation), one)
  useCommand(
    'review.clear',
    (invocation) => {
      const hunk = meantHunk(review, invocation.at)
      if (hunk !== null && hunk.editedBy !== null) removeEdit(review, hunk.editedBy)
      else decide(null, invocation)
    },
    one,
  )
  useCommand(
    'review.rejectWithReason',
    (invocation) => {
      const hunk = meantHunk(review, invocation.at)
      if (hunk !== null) review.store.setState({ reasonFor: hunk.id })
    },
    one,
  )
  useCommand('review.edit', edit.begin, one)
  useCommand('review.acceptFile', () => decideFile(review, 'accept'), many)
  useCommand('review.rejectFile', () => decideFile(review, 'reject'), many)
  useCommand('review.acceptEverything', () => decideEverything(review, 'accept'), many)
  useCommand('review.rejectEverything', () => decideEverything(review, 'reject'), many)
  useCommand('review.undo', () => undo(review), {
    disabledReason:
      reading ?? (state.undo === null && review.queue.length === 0 ? 'There is nothing to undo.' : null),
  })
  useCommand('review.redo', () => redo(review), {
    disabledReason: writing ?? reading ?? (state.redo === null ? 'There is nothing to do again.' : null),
  })

  const go = (find: (model: ReviewModel, at: number) => number | null, at_ = at ?? -1): void => {
    if (model === null) return
    const next = find(model, at_)
    if (next === null) announce('No more of them.')
    else if (next === at) editor.current?.reveal()
    else review.goTo(next)
  }
  const moving = { disabledReason: empty ?? writing }
  useEffect(() => {
    if (model === null || writing !== null) return
    offerFiles({
      paths: model.files.map((file) => file.path),
      jump: (path) => review.goToFile(model.files.findIndex((file) => file.path === path)),
    })
    return () => offerFiles(null)
  }, [model, writing, review])
  useCommand('review.nextUndecided', () => go(nextUndecided), { disabledReason: empty ?? decided })
  useCommand('review.previousUndecided', () => go(previousUndecided), { disabledReason: empty ?? decided })
  useCommand('review.nextHunk', () => go((now, from) => stepHunk(now, from, 1)), moving)
  useCommand('review.previousHunk', () => go((now, from) => stepHunk(now, from, -1)), moving)
  useCommand('review.nextFile', () => go((now) => stepFile(now, review.state.file, 1)), moving)
  useCommand('review.previousFile', () => go((now) => stepFile(now, review.state.file, -1)), moving)
  useCommand(
    'review.scroll',
    () => {
      const hunk = at === null ? undefined : model?.hunks[at]?.hunk
      const file = model?.files[state.file]
      const text = file === undefined || model === null ? null : cache.peek(model.changeset.number, file)
      const line =
        hunk === undefined || file === undefined || text === null
          ? null
          : lineIdOf(hunk, shownChanges(file, text))
      if (line !== null && editor.current?.surface?.scrollWithin(line) === true) return
      go(nextUndecided)
    },
    moving,
  )

  const set = review.store.setState
  useCommand('review.overview', () => set({ overview: !overview, painted: null }), moving)
  useCommand('review.toggleFiles', () => set({ filesOpen: !showsFiles }))
  useCommand('review.filterFiles', () => {
    set({ filesOpen: true })
    requestAnimationFrame(() => {
      const field = document.getElementById('review-file-filter')
      if (field instanceof HTMLInputElement) field.select()
    })
  })
  useCommand('review.toggleFold', () => {
    if (overview) {
      set({ overview: false })
      return
    }
    const hunk = at === null ? undefined : model?.hunks[at]?.hunk
    if (hunk !== undefined) toggleOpened(review, hunk.id)
  })
  useCommand('review.toggleLayout', () => {
    const { diffLayout } = settingsStore.getState().settings
    void changeSettings(client, { diffLayout: diffLayout === 'split' ? 'unified' : 'split' })
  })
  useCommand('review.toggleWrap', () => {
    void changeSettings(client, { wrap: !settingsStore.getState().settings.wrap })
  })
  useCommand('review.toggleWholeFile', () => {
    set({ wholeFile: !state.wholeFile })
    announce(state.wholeFile ? 'hunks only' : 'whole file')
  })
  useCommand('review.toggleWhitespace', () => {
    set({ quietWhitespace: !state.quietWhitespace })
    tell(
      state.quietWhitespace
        ? 'Changes of white space only are shown like others.'
        : 'Changes of white space only are folded. They stay undecided until you decide them.',
    )
  })
  useCommand(
    'review.showPrevious',
    () => {
      const hunk = at === null ? undefined : model?.hunks[at]?.hunk
      if (hunk !== undefined) set({ previousOf: state.previousOf === null ? hunk.id : null })
    },
    {
      disabledReason:
        at !== null && model !== null && pastOf(model, at)?.supersedes != null
          ? null
          : 'The hunk was not decided before with other content.',
    },
  )
  useCommand('review.chooseRevision', () => document.getElementById('review-revision')?.click())
  useCommand('review.showNewest', () => void review.showNewest(), {
    disabledReason: state.incoming === null && !older ? 'The newest revision is on screen.' : null,
  })
  useCommand(
    'review.openFile',
    () => {
      const file = model?.files[state.file]
      const hunk = at === null ? undefined : model?.hunks[at]?.hunk
      if (file === undefined) return
      void client.workbench
        .openExternal({
          session: review.session,
          what: 'editor',
          path: file.path,
          line: Math.max(1, hunk?.newStart ?? 1),
        })
        .then((result) => (result.ok ? null : reportFailure(result.error)))
    },
    moving,
  )
  useCommand(
    'review.copyFilePath',
    () => {
      const path = model?.files[state.file]?.path
      if (path === undefined) return
      void navigator.clipboard.writeText(path).then(
        () => tell(`Copied ${pathForDisplay(path)}.`),
        () => tell('The path could not be copied: the browser does not allow it here.'),
      )
    },
    moving,
  )
}

function pastOf(model: ReviewModel, at: number): ReturnType<ReviewModel['pastOf']> {
  const hunk = model.hunks[at]?.hunk
  return hunk === undefined ? null : model.pastOf(hunk)
}

/** Takes an own edit back. */
export function removeEdit(review: Review, edit: string): void {
  review.queue.push({
    send: () => review.client.review.removeEdit({ session: review.session, edit }),
    done: () => announce('edit removed'),
    failed: (failure) => reportFailure(failure),
  })
}

/** Opens a folded hunk, or folds it again. */
export function toggleOpened(review: Review, hunk: string): void {
  const opened = new Set(review.state.opened)
  if (!opened.delete(hunk)) opened.add(hunk)
  review.store.setState({ opened })
}
