/**
 * Procedures that are sent only when the person asks, never again by the page itself: each with what it does, in words. What
 * they do can't be seen from what was on screen when they were asked for, once the workbench was away in between.
 */
export const byHandProcedures: ReadonlyMap<string, string> = new Map([
  ['landing.land', 'land the session'],
  ['landing.undo', 'undo the landing'],
  ['landing.applyToCheckout', 'put the changes into the checkout'],
  ['session.submit', 'start the tasks'],
  ['session.review', 'start the review'],
  ['session.refresh', 'take the next revision'],
  ['session.stop', 'stop the session'],
  ['session.endProcesses', 'end the processes'],
  ['session.restart', 'run the task again'],
  ['session.bringUpToDate', 'bring the session up to date'],
  ['session.rollBack', 'roll the session back'],
  ['session.fork', 'fork the session'],
  ['session.compact', 'shorten the conversation'],
  ['session.followUp', 'send the follow-up'],
  ['session.discard', 'discard the session'],
  ['session.restore', 'restore the session'],
  ['session.letWorktreeGo', 'let the worktree go'],
  ['workbench.endGit', 'end the git'],
  ['session.collect', 'collect what is left of old sessions'],
  ['figures.delete', 'delete the figures of your reading'],
])

/** The workbench went away before it acknowledged something that only the person may ask for again. */
export class NotAcknowledgedError extends Error {
  override readonly name = 'NotAcknowledgedError'
  /** What was asked for, in words. */
  readonly asked: string
  /** The session it was about, where it was about one. */
  readonly session: string | null
  /** It may have been done; false: it was not even sent. */
  readonly begun: boolean

  constructor(asked: string, input: unknown, begun: boolean) {
    super(
      begun
        ? `The connection was lost before the workbench answered, so it may have been done or not: ${asked}. It is not asked for again by itself. Look at the session, and do it again if it was not.`
        : `The workbench does not answer, so this was not sent: ${asked}. It will not be sent by itself, and nothing was changed. Do it again once the workbench answers.`,
    )
    this.asked = asked
    this.begun = begun
    const session: unknown =
      typeof input === 'object' && input !== null ? Reflect.get(input, 'session') : null
    this.session = typeof session === 'string' ? session : null
  }
}
