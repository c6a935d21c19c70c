import type { TextEncoding } from '../../diff/text-encoding.ts'

/** How one side's bytes were made into text; see `diff/display-text.ts`. */
export interface DisplaySide {
  readonly oid: string
  /** Size of the blob in bytes. */
  readonly bytes: number
  /**
   * Lines joined by "\n", with a "\n" at the end where the file ends with one: line numbers are git's, except in what is
   * decided as a whole. Empty when `omitted`.
   */
  readonly text: string
  readonly encoding: TextEncoding
  /** Neither the person nor the repository named the encoding, and the bytes alone don't tell it. */
  readonly guessed: boolean
  /** Every line ends in CRLF: the CR is not shown in the text. */
  readonly crlf: boolean
  /** It starts with a byte order mark, which is not shown in the text. */
  readonly bom: boolean
  readonly endsWithNewline: boolean
  /** Why the text can't be turned back into bytes after an edit, or null. */
  readonly readOnly: string | null
  /** Why the text was not sent, or null. */
  readonly omitted: 'binary' | 'tooLarge' | null
}

export interface FileText {
  readonly path: string
  /** null: the file does not exist on that side. */
  readonly before: DisplaySide | null
  /** With the person's own edits that hold, applied. */
  readonly after: DisplaySide | null
  /** Line changes between the two texts, in -U0 coordinates; `hunk` is a hunk's or an own edit's id. */
  readonly lines: readonly {
    readonly hunk: string
    readonly edit: boolean
    readonly oldStart: number
    readonly oldLines: number
    readonly newStart: number
    readonly newLines: number
  }[]
  /** Of a file with hunks that are others than the person decided: what it is held against. */
  readonly since?: SinceDecided | undefined
}

/** A file with what the person decided in the places of hunks that are others now, and how it differs from that now. */
export interface SinceDecided {
  /** The hunks that are held against a decided one: it is shown only as long as this one is what they supersede. */
  readonly decided: readonly { readonly hunk: string; readonly decided: string }[]
  /** The base, with what was decided in these places. */
  readonly before: DisplaySide
  /** Line changes from there to now, in -U0 coordinates and in order: of one of these hunks one or more. */
  readonly lines: readonly {
    readonly hunk: string
    readonly oldStart: number
    readonly oldLines: number
    readonly newStart: number
    readonly newLines: number
  }[]
}
