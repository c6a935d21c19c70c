import { createStore, type StoreApi } from 'zustand/vanilla'
import { tell } from '#renderer/ui/toasts.tsx'

/** What is asked of the person, or shown to them beside the changes. */
export interface ReviewDialogs {
  /** The new side of the file in focus is being written. */
  readonly editing: boolean
  /** The hunk for which a reason is being written. */
  readonly reasonFor: string | null
  /** The hunk whose earlier text is shown. */
  readonly previousOf: string | null
  /** The hunk of which it is shown where it is from. */
  readonly provenanceOf: string | null
  /** The hunk of which lines are chosen. */
  readonly linesOf: string | null
  /** The hunk of whose conflict both sides are shown. */
  readonly conflictOf: string | null
  /** What the agent proposes for the reading is shown. */
  readonly proposedShown: boolean
  /** The menu of encodings is open. */
  readonly choosingEncoding: boolean
  /** The menu of revisions is open. */
  readonly choosingRevision: boolean
  /** The menu of scopes is open. */
  readonly choosingScope: boolean
  /** The menu of orders is open. */
  readonly choosingOrder: boolean
}

export function createDialogs(): StoreApi<ReviewDialogs> {
  return createStore<ReviewDialogs>(() => ({
    editing: false,
    reasonFor: null,
    previousOf: null,
    provenanceOf: null,
    linesOf: null,
    conflictOf: null,
    proposedShown: false,
    choosingEncoding: false,
    choosingRevision: false,
    choosingScope: false,
    choosingOrder: false,
  }))
}

/** What is shown below the changes, one at a time. */
type Beside = Pick<ReviewDialogs, 'previousOf' | 'provenanceOf' | 'linesOf' | 'conflictOf' | 'proposedShown'>

/** Shows one thing below the changes in place of any other, or puts away what is there. */
export function showBeside(dialogs: StoreApi<ReviewDialogs>, what: Partial<Beside> = {}): void {
  dialogs.setState({
    previousOf: null,
    provenanceOf: null,
    linesOf: null,
    conflictOf: null,
    proposedShown: false,
    ...what,
  })
}

/** Closes what is about one hunk: another one is in focus now. */
export function closeHunkDialogs(dialogs: StoreApi<ReviewDialogs>): void {
  const { reasonFor, previousOf, provenanceOf, linesOf, conflictOf } = dialogs.getState()
  if ([reasonFor, previousOf, provenanceOf, linesOf, conflictOf].every((hunk) => hunk === null)) return
  dialogs.setState({ reasonFor: null, previousOf: null, provenanceOf: null, linesOf: null, conflictOf: null })
}

/** Whether the file on screen is being edited, and so is not left: the person is told. */
export function refusesToLeave(dialogs: StoreApi<ReviewDialogs>): boolean {
  const { editing } = dialogs.getState()
  if (editing)
    tell(
      'You are editing this file. Esc leaves the edit as a draft, Ctrl Enter saves it, Shift Esc drops it.',
    )
  return editing
}
