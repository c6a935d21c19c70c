/** A part of an item's output. Offsets are those of the whole output. */
export interface OutputWindow {
  readonly from: number
  readonly total: number
  readonly base64: string
  /** The file of the workbench's machine in which it is kept, or its beginning where the middle is left out. */
  readonly file: string
  /** The middle that a limit left out, `to` exclusive; a window that would begin in it begins after it. */
  readonly leftOut: { readonly from: number; readonly to: number } | null
}
