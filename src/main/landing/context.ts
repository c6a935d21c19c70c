import { randomBytes } from 'node:crypto'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { LandingRecord } from '#shared/domain/landing/landing-record.ts'
import type { Signature } from '../git/objects.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { AcceptedRevision } from '#shared/domain/landing/accepted-tree.ts'
import type { LandingDependencies, LandingSubject, LandingStep, Moved } from './dependencies.ts'
import type { LandingIntent, LandingJournal } from './events.ts'
import { passedOn } from './failures.ts'

/** What every part of landing works with. */
export interface LandingContext {
  readonly dependencies: LandingDependencies
  readonly journal: LandingJournal
  /** What asked for what is being done, where that was no window of the person. */
  readonly client?: ActClient | undefined
}

/** Says that a step is done. */
export function stepDone(context: LandingContext, step: LandingStep): void {
  context.dependencies.step?.(step)
}

/** The session's subject and its accepted tree; with `anew` that is made again, whatever is known of it. */
export async function readSession(
  context: LandingContext,
  session: string,
  { anew }: { readonly anew: boolean },
): Promise<
  Result<{ readonly subject: LandingSubject; readonly accepted: AcceptedRevision }, LandingFailure>
> {
  const subject = await context.dependencies.sessions.subject(session)
  if (!subject.ok) return subject
  const accepted = await context.dependencies.sessions.accepted(session, { anew })
  if (!accepted.ok) return passedOn(accepted.error)
  return ok({ subject: subject.value, accepted: accepted.value })
}

/** The record of a landing that people see. */
export function recordOf(intent: LandingIntent, undone = false): LandingRecord {
  return {
    id: intent.id,
    kind: intent.kind,
    target: intent.target,
    commit: intent.newCommit,
    tree: intent.newTree,
    files: intent.files,
    at: intent.at,
    undone,
    ...(intent.client && { client: intent.client }),
  }
}

/** What a landing makes of its session's base. */
export function movedBy(intent: LandingIntent): Moved {
  return {
    record: recordOf(intent),
    baseTree: intent.baseAfter.tree,
    baseCommit: intent.baseAfter.commit,
  }
}

/** What its undoing makes of it. */
export function movedBack(intent: LandingIntent, client?: ActClient): Moved {
  return {
    ...(client && { client }),
    record: recordOf(intent, true),
    baseTree: intent.baseBefore.tree,
    baseCommit: intent.baseBefore.commit,
  }
}

/** A new landing's id. */
export function landingId(): string {
  return `l${randomBytes(9).toString('hex')}`
}

/** The person's signature at a time, in this machine's zone. */
export function signature(identity: Identity, now: number): Signature {
  const east = -new Date(now).getTimezoneOffset()
  const minutes = Math.abs(east)
  const zone = String(Math.floor(minutes / 60) * 100 + (minutes % 60)).padStart(4, '0')
  return { ...identity, date: `${Math.floor(now / 1000)} ${east < 0 ? '-' : '+'}${zone}` }
}
