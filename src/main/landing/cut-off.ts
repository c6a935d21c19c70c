import { pathForDisplay } from '#shared/base/path-text.ts'
import { err, ok, type Err, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { LandingContext } from './context.ts'
import type { RecordedLanding } from './events.ts'
import { failure } from './failures.ts'
import { recoverLanding, type RecoveredLanding } from './recover.ts'

/** A landing, or an undo, that was begun and not ended, and what became of it now. */
export interface CutOff {
  readonly recorded: RecordedLanding
  readonly recovered: RecoveredLanding
}

/** Whether a landing, or its undo, was begun and not ended. */
export function isCutOff({ state }: RecordedLanding): boolean {
  return state === 'intended' || state === 'undoing'
}

/**
 * Tries to finish what of a session was cut off, as the next start would: another act of it would rest on what is neither
 * there nor not. Null if nothing is.
 */
export async function finishCutOff(
  context: LandingContext,
  session: string,
): Promise<Result<CutOff | null, LandingFailure>> {
  const recorded = context.journal.all().find((one) => one.intent.session === session && isCutOff(one))
  if (recorded === undefined) return ok(null)
  const subject = await context.dependencies.sessions.subject(session)
  if (!subject.ok) return subject
  return ok({ recorded, recovered: await recoverLanding(context, recorded, subject.value) })
}

const became: Readonly<Record<Exclude<RecoveredLanding['outcome'], 'unfinished'>, string>> = {
  landed: 'is finished now',
  undone: 'is finished now',
  aborted: 'had moved nothing and did not happen',
  kept: 'had moved nothing and did not happen',
}

/** Refuses an act because of what was cut off before it: the person looks at what became of that first. */
export function refusedByCutOff({ recorded, recovered }: CutOff): Err<LandingFailure> {
  const { outcome, left, failure: cause } = recovered
  const { target } = recorded.intent
  const what = recorded.state === 'undoing' ? 'Undoing a landing' : 'A landing'
  if (outcome === 'unfinished')
    return err({
      ...(cause ?? { kind: 'gitFailed', message: '' }),
      message: `${what} on ${target} was cut off before, and can’t be finished yet, so nothing else was begun. ${cause?.message ?? ''}`,
    })
  const changed =
    left.length === 0
      ? ''
      : ` These files were changed meanwhile and left as they are: ${left.map(pathForDisplay).join(', ')}.`
  return failure(
    'targetMoved',
    `${what} on ${target} was cut off before, and ${became[outcome]}.${changed} Nothing else was done. Look at what is left, then try again.`,
    { refs: [target] },
  )
}
