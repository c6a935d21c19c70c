import { unitKinds } from '../unit/unit.ts'

/**
 * What a verdict was given on: a unit of a kind, a run of what was read, a file, everything at once, or lines that the person
 * wrote; `reading` is attention that ended without a verdict.
 */
export const figureKinds = [...unitKinds, 'run', 'file', 'everything', 'edit', 'reading'] as const
export type FigureKind = (typeof figureKinds)[number]

/** Milliseconds on screen below which a decision counts as quick. */
export const quickBelow = 300

/** One verdict of the person in a window, or attention without one. It has no path and no text. */
export interface Figure {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly session: string
  /** The act as the ledger has it; null where nothing was decided. */
  readonly act: string | null
  readonly kind: FigureKind
  readonly hunks: number
  /** Changed lines, both sides. */
  readonly lines: number
  /** Milliseconds for which what was decided had been on screen; of several the one that was there for the shortest. null: not known. */
  readonly onScreen: number | null
  /** Milliseconds of attention since the figure before. */
  readonly attention: number
  /** Keys since the figure before. */
  readonly keys: number
}

/** A landing of a session, as far as figures go. */
export interface FigureLanding {
  readonly session: string
  readonly at: number
  /** It was taken back. */
  readonly undone: boolean
}
