/**
 * What an approval would permit, in the terms that rules are about. It says the same as what the person is shown, and is
 * made by whoever asks out of what will be done, never out of words about it.
 */
export type Wanted =
  /** A program with its arguments, as the agent starts it; nothing is expanded any more. */
  | { readonly kind: 'program'; readonly argv: readonly string[] }
  /** A line that a POSIX shell reads. */
  | { readonly kind: 'line'; readonly line: string }
  /** A connection to a host; its name or address, without a port. */
  | { readonly kind: 'network'; readonly host: string }
  /** Writing files; absolute paths, or relative to the session's worktree. */
  | { readonly kind: 'write'; readonly paths: readonly string[] }
