/** One thing that happened in a session, as the timeline shows it. */
export interface TimelineItem {
  readonly id: string
  /** Position in the session's timeline, from 1, without gaps. */
  readonly seq: number
  /** Which turn it belongs to, from 1; 0 is before the first. */
  readonly turn: number
  readonly kind:
    | 'prompt'
    | 'message'
    | 'reasoning'
    | 'command'
    | 'edit'
    | 'plan'
    | 'output'
    | 'notice'
    | 'revision'
    | 'landing'
  readonly state: 'running' | 'completed' | 'failed'
  readonly at: number
  readonly endedAt: number | null
  /** Text of a message, a notice; the command line of a command; a title of an edit. */
  readonly text: string
  readonly exitCode: number | null
  /** Bytes of output so far; what is kept of them is read by window with `session.output`. */
  readonly outputBytes: number
  readonly plan:
    | readonly { readonly step: string; readonly state: 'pending' | 'inProgress' | 'completed' }[]
    | null
  readonly paths: readonly string[]
}

/** A part of an item's output. Offsets are those of the whole output. */
export interface OutputWindow {
  readonly from: number
  readonly total: number
  readonly base64: string
  /** The middle that a limit left out, `to` exclusive; a window that would begin in it begins after it. */
  readonly leftOut: { readonly from: number; readonly to: number } | null
}
