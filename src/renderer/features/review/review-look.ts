import type { TextEncoding } from '#shared/diff/text-encoding.ts'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** How the person looks at the changes. Nothing of it is decided, and a reload begins anew. */
export interface ReviewLook {
  readonly filter: string
  /** The field of the filter was asked for and does not have the focus yet. */
  readonly filterWanted: boolean
  /** Only what came from a command line, in the list of files and in the overview, while there is any. */
  readonly commandLineOnly: boolean
  /** null: as there is room. */
  readonly filesOpen: boolean | null
  /** Width of the diff in CSS pixels; null until it is laid out. */
  readonly diffWidth: number | null
  readonly overview: boolean
  /** One file is shown for now though files are read on one surface, until the reader goes on from it. */
  readonly alone: boolean
  /** How far below the upper edge of the window the hunk in focus stood before it is shown in another way; null: nowhere. */
  readonly stoodAt: number | null
  readonly wholeFile: boolean
  readonly quietWhitespace: boolean
  /** Hunks that were decided as others are shown against the base too, not against what was decided. */
  readonly againstBase: boolean
  /** Encodings that the person chose, by path. */
  readonly encodings: ReadonlyMap<string, TextEncoding>
  /** A document is shown as it is read, beside its changes. */
  readonly rendered: boolean
  /** Decided hunks that were opened again. */
  readonly opened: ReadonlySet<string>
}

export function createLook(): StoreApi<ReviewLook> {
  return createStore<ReviewLook>(() => ({
    filter: '',
    filterWanted: false,
    commandLineOnly: false,
    filesOpen: null,
    diffWidth: null,
    overview: false,
    alone: false,
    stoodAt: null,
    wholeFile: false,
    quietWhitespace: false,
    againstBase: false,
    encodings: new Map(),
    rendered: false,
    opened: new Set(),
  }))
}

/** Opens a folded hunk, or folds it again. */
export function toggleOpened(look: StoreApi<ReviewLook>, hunk: string): void {
  const opened = new Set(look.getState().opened)
  if (!opened.delete(hunk)) opened.add(hunk)
  look.setState({ opened })
}

/** Folds those of the hunks that were opened again. */
export function closeOpened(look: StoreApi<ReviewLook>, hunks: readonly string[]): void {
  const { opened } = look.getState()
  if (!hunks.some((hunk) => opened.has(hunk))) return
  const next = new Set(opened)
  for (const hunk of hunks) next.delete(hunk)
  look.setState({ opened: next })
}
