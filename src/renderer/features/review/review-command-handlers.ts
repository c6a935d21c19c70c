import { memo, useCallback, useEffect } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { answer } from '#renderer/actions/answer.ts'
import { copyText } from '#renderer/actions/copy-text.ts'
import { refuseCommand } from '#renderer/commands/runtime.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { undoDeed, useLastDeed } from '#renderer/view/last-deed.ts'
import { offerFiles } from '#renderer/view/file-jump.ts'
import { choose } from '#renderer/view/look-choices.ts'
import { viewStore } from '#renderer/view/view-store.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import {
  bringMeant,
  decideEverything,
  decideFile,
  decideFocused,
  meantHunk,
  meantWith,
  redo,
  takeBackCommandLine,
  undo,
} from './decisions.ts'
import { readsAlone } from './continuous/reads-alone.ts'
import type { Find } from './find.ts'
import { nextFresh } from './fresh-hunks.ts'
import { hunkAtLine, nextUndecided, previousUndecided, stepFile, stepHunk } from './navigation.ts'
import { draftsBelow, type EditDrafts } from './edit-drafts.ts'
import type { ReviewModel } from './review-model.ts'
import { removeEdit } from './own-edits.ts'
import { showsDocument } from './rendered/shows-document.ts'
import { shownLook } from './shown-look.ts'
import { showBeside } from './review-dialogs.ts'
import { toggleOpened } from './review-look.ts'
import { useReviewReasons } from './review-reasons.ts'
import type { Review } from './review-store.ts'
import { usePutAway } from './put-away.ts'
import { focusedOf, hasEarlier, stateOfFocused } from './focused-hunk.ts'
import type { TextCache } from './text-cache.ts'
import { useDialogs, useShown } from './use-review.ts'

/**
 * Answers the commands of the review while its view is mounted. It is a part of its own that draws nothing, and reads
 * the store when a command runs: a step from hunk to hunk makes nothing of this anew.
 */
export const ReviewCommands = memo(function ReviewCommands({
  review,
  cache,
  edit,
  edits,
  showsFiles,
  find,
}: {
  readonly review: Review
  readonly cache: TextCache
  readonly edit: { readonly begin: () => void }
  readonly edits: EditDrafts
  readonly showsFiles: boolean
  readonly find: Find
}): null {
  const { client, settings } = useReplicas()
  const model = useStore(review.store, (state) => state.model)
  const can = useStore(
    review.store,
    useShallow((state) => ({
      fromCommandLine: (state.model?.fromCommandLine() ?? 0) > 0,
      undo: state.undo !== null || state.acting,
      redo: state.redo !== null,
      newest: state.incoming !== null,
      older: state.older,
      fresh: state.model !== null && nextFresh(state.model, state.fresh, -1) !== null,
    })),
  )
  const focused = useStore(review.focus.store, (state) => state.at !== null)
  const comparable = useShown(review, hasEarlier)
  const isDocument = useShown(review, showsDocument)
  const { editing } = useDialogs(review, 'editing')
  usePutAway(review, find)
  const deed = useLastDeed()
  const { empty, writing, reading, unseen, decided } = useReviewReasons(review)
  const noFocus = focused ? null : 'No hunk is in focus.'
  const one = { disabledReason: empty ?? writing ?? reading ?? unseen ?? noFocus }
  const state = useShown(review, stateOfFocused)
  const own = state === 'edited'
  const many = { disabledReason: empty ?? writing ?? reading ?? decided }

  const decide = useCallback(
    (verdict: 'accept' | 'reject' | 'defer' | null, invocation: { at: number; repeat: boolean }) => {
      const meant = verdict === 'accept' && !invocation.repeat ? meantHunk(review, invocation.at) : null
      if (meant !== null && review.state.model !== null) {
        const left = draftsBelow(edits, cache, review.state.model, meantWith(review, meant))
        if (!edits.mayPassOver(`accept ${meant.id}`, left, edit.begin)) return
      }
      if (decideFocused(review, verdict, invocation) || invocation.repeat) return
      const { model: now } = review.state
      const { file, painted } = review.focus.state
      const shown = now?.files[file]
      const text = shown === undefined || now === null ? null : cache.peek(now.changeset.number, shown)
      if (painted === null && (text?.before?.omitted ?? text?.after?.omitted) === 'tooLarge')
        tell(
          'Its lines are not shown, so it can\u2019t be decided by itself. Show the file, or decide the whole file.',
        )
    },
    [review, cache, edits, edit],
  )
  const acceptMany = (what: string, decideAll: () => void, inFile: number | null): void => {
    const { model: now } = review.state
    if (now === null) return
    const ids = now.hunks
      .filter((entry) => inFile === null || entry.file === inFile)
      .map((entry) => entry.hunk.id)
    if (edits.mayPassOver(what, draftsBelow(edits, cache, now, ids), null)) decideAll()
  }
  // Your own edit is accepted as you wrote it: the key only goes on.
  useCommand('review.accept', (invocation) => decide('accept', invocation), {
    ...one,
    hint: own ? 'go on' : undefined,
  })
  useCommand('review.reject', (invocation) => decide('reject', invocation), one)
  useCommand('review.defer', (invocation) => decide('defer', invocation), {
    disabledReason:
      one.disabledReason ??
      (own ? 'Your edit is accepted as you wrote it. Take it back first to defer what it replaced.' : null),
  })
  useCommand(
    'review.clear',
    (invocation) => {
      const hunk = meantHunk(review, invocation.at)
      if (hunk !== null && hunk.editedBy !== null) removeEdit(review, hunk.editedBy)
      else decide(null, invocation)
    },
    {
      ...one,
      hint: own ? 'remove the edit' : state === null || state === 'undecided' ? undefined : 'take back',
    },
  )
  useCommand(
    'review.rejectWithReason',
    (invocation) => {
      const hunk = focusedOf(review)
      if (hunk === undefined) return refuseCommand('review.rejectWithReason', 'No hunk is in focus.')
      // The field takes words at once; the hunk has to be on screen when they are sent off.
      bringMeant(review, invocation.at)
      review.dialogs.setState({ reasonFor: hunk.id })
    },
    one,
  )
  useCommand('review.edit', edit.begin, { ...one, hint: own ? 'edit again' : undefined })
  useCommand(
    'review.acceptFile',
    ({ at }) => acceptMany('accept file', () => decideFile(review, 'accept', at), review.focus.state.file),
    many,
  )
  useCommand('review.rejectFile', ({ at }) => decideFile(review, 'reject', at), many)
  useCommand(
    'review.acceptEverything',
    ({ at }) => acceptMany('accept everything', () => decideEverything(review, 'accept', at), null),
    many,
  )
  useCommand('review.rejectEverything', ({ at }) => decideEverything(review, 'reject', at), many)
  const noneFrom = can.fromCommandLine ? null : 'Nothing that is decided came from the command line.'
  useCommand('review.takeBackCommandLine', () => takeBackCommandLine(review), {
    disabledReason: empty ?? writing ?? reading ?? noneFrom,
  })
  useCommand('review.undo', () => (undoDeed() ? undefined : undo(review)), {
    disabledReason:
      writing ?? (deed === null ? (reading ?? (can.undo ? null : 'There is nothing to undo.')) : null),
  })
  useCommand('review.redo', () => redo(review), {
    disabledReason: writing ?? reading ?? (can.redo ? null : 'There is nothing to do again.'),
  })

  const go = (
    step: (model: ReviewModel, at: number) => number | null,
    to: 'next' | 'previous' | null = null,
  ): void => {
    const { model: now } = review.state
    const { at } = review.focus.state
    if (now === null) return
    review.focus.say(null)
    // Whoever scrolled on by hand goes on from there.
    const place = to === null ? null : review.focus.reading()
    if (place?.within != null && place.within !== at && now.isLeft(place.within)) {
      review.focus.pointAt(place.within)
      return
    }
    const from =
      to === null || place === null ? (at ?? -1) : to === 'next' ? place.next - 1 : place.previous + 1
    const next = step(now, from)
    if (next === null) announce('No more of them.')
    else if (next === at) review.focus.reveal()
    else review.focus.goTo(next)
  }
  const moving = { disabledReason: empty ?? writing }
  useEffect(() => {
    if (model === null || writing !== null) return
    offerFiles({
      paths: model.files.map((file) => file.path),
      jump(path, line) {
        const file = model.files.findIndex(({ path: name }) => name === path)
        review.look.setState({ overview: false })
        if (line === undefined) review.focus.goToFile(file)
        else review.focus.goToLine(file, hunkAtLine(model, file, line), line)
      },
    })
    return () => offerFiles(null)
  }, [model, writing, review])
  const movingOn = { disabledReason: empty ?? writing ?? decided }
  useCommand('review.nextUndecided', () => go(nextUndecided, 'next'), movingOn)
  useCommand('review.previousUndecided', () => go(previousUndecided, 'previous'), movingOn)
  useCommand('review.nextHunk', () => go((now, from) => stepHunk(now, from, 1), 'next'), moving)
  useCommand('review.previousHunk', () => go((now, from) => stepHunk(now, from, -1), 'previous'), moving)
  useCommand('review.nextFile', () => go((now) => stepFile(now, review.focus.state.file, 1)), moving)
  useCommand('review.previousFile', () => go((now) => stepFile(now, review.focus.state.file, -1)), moving)
  useCommand(
    'review.scroll',
    () => {
      if (review.focus.reading() !== null) {
        go(nextUndecided, 'next')
        return
      }
      if (!review.focus.scrollOn()) go(nextUndecided, 'next')
    },
    moving,
  )

  const { setState: look, getState: looks } = review.look
  useCommand(
    'review.overview',
    () => {
      look({ overview: !looks().overview })
      review.focus.unpaintFile()
    },
    moving,
  )
  useCommand('review.toggleFiles', () => look({ filesOpen: !showsFiles }))
  // While a file is edited, the editor searches.
  useCommand('review.find', () => find.open(), { disabledReason: empty, enabled: !editing })
  useCommand('review.filterFiles', () => look({ filesOpen: true, filterWanted: true }), {
    disabledReason: empty,
  })
  useCommand(
    'review.chooseOrder',
    () => {
      look({ filesOpen: true })
      review.dialogs.setState({ choosingOrder: true })
    },
    { disabledReason: empty },
  )
  useCommand(
    'review.filterCommandLine',
    () => look({ filesOpen: true, commandLineOnly: !looks().commandLineOnly }),
    { disabledReason: empty ?? noneFrom },
  )
  useCommand('review.toggleFold', () => {
    if (looks().overview) {
      look({ overview: false })
      return
    }
    const hunk = focusedOf(review)
    if (hunk === undefined) return
    const shown = model?.files[review.focus.state.file]
    if (
      shown !== undefined &&
      readsAlone(hunk, shown, model === null ? null : cache.peek(model.changeset.number, shown))
    )
      look({ alone: true })
    else toggleOpened(review.look, hunk.id)
  })
  useCommand('review.toggleLayout', () => {
    const { diffLayout } = settings.now()
    const { layout } = shownLook(settings.now(), looks().diffWidth)
    choose('layout', viewStore.getState().width, {
      value: layout === 'split' ? 'unified' : 'split',
      over: diffLayout,
    })
  })
  useCommand('review.toggleWrap', () => {
    const { wrap } = shownLook(settings.now(), looks().diffWidth)
    choose('wrap', viewStore.getState().width, { value: !wrap, over: settings.now().wrap })
  })
  useCommand('review.toggleWholeFile', () => {
    const { wholeFile } = looks()
    look({ wholeFile: !wholeFile })
    announce(wholeFile ? 'hunks only' : 'whole file')
  })
  useCommand('review.toggleAgainstBase', () => {
    const { againstBase } = looks()
    look({ againstBase: !againstBase })
    announce(againstBase ? 'against what was decided' : 'against the base')
  })
  useCommand('review.toggleWhitespace', () => {
    const { quietWhitespace } = looks()
    look({ quietWhitespace: !quietWhitespace })
    tell(
      quietWhitespace
        ? 'Changes of white space only are shown like others.'
        : 'Changes of white space only are folded. They stay undecided until you decide them.',
    )
  })
  useCommand('review.toggleRendered', () => look({ rendered: !looks().rendered }), {
    disabledReason: empty ?? unseen ?? (isDocument ? null : 'The file is neither Markdown nor a notebook.'),
  })
  useCommand(
    'review.showPrevious',
    () => {
      const hunk = focusedOf(review)
      const { previousOf } = review.dialogs.getState()
      if (hunk !== undefined) showBeside(review.dialogs, { previousOf: previousOf === null ? hunk.id : null })
    },
    {
      disabledReason: comparable ? null : 'There is no earlier version of this hunk to compare it with.',
    },
  )
  useCommand(
    'review.showProvenance',
    () => {
      const hunk = focusedOf(review)
      const { provenanceOf } = review.dialogs.getState()
      if (hunk !== undefined)
        showBeside(review.dialogs, { provenanceOf: provenanceOf === null ? hunk.id : null })
    },
    {
      disabledReason:
        empty ?? unseen ?? (can.older ? 'Where it is from is told of the newest revision alone.' : null),
    },
  )
  useCommand('review.chooseEncoding', () => review.dialogs.setState({ choosingEncoding: true }), {
    disabledReason: empty ?? writing ?? unseen,
  })
  useCommand('review.chooseRevision', () => {
    if (model !== null) review.dialogs.setState({ choosingRevision: true })
  })
  useCommand('review.showNewest', () => void review.showNewest(), {
    disabledReason:
      writing ??
      (!can.newest && !can.older && !can.fresh
        ? 'The newest revision is on screen, and nothing in it is new to you.'
        : null),
  })
  useCommand(
    'review.openFile',
    () => {
      const file = model?.files[review.focus.state.file]
      const hunk = focusedOf(review)
      if (file === undefined) return
      void answer(
        client.workbench.openExternal({
          session: review.session,
          what: 'editor',
          path: file.path,
          line: Math.max(1, hunk?.newStart ?? 1),
        }),
      )
    },
    moving,
  )
  useCommand(
    'review.copyFilePath',
    () => {
      const path = model?.files[review.focus.state.file]?.path
      if (path === undefined) return
      void copyText(path, `Copied ${pathForDisplay(path)}.`)
    },
    moving,
  )
  return null
})
