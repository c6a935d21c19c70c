import { err, ok, type Result } from '#shared/base/result.ts'
import type { SentFollowUp } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { Scheduler } from './scheduler.ts'
import { idleSession, picturesFailure, type SessionContext } from './session-context.ts'
import { bringBackWorktree } from './session-worktree.ts'
import { howSent, waitingFollowUp } from './waiting.ts'

/** How a follow-up is sent. */
export interface FollowUpWay {
  /** `now` gives it to an agent that works and can take it; else it waits all the same. */
  readonly when: 'turnEnd' | 'now'
  readonly client?: ActClient | undefined
  /** The agent's mode from that turn on; one that works never takes it at once then. */
  readonly mode?: string | undefined
}

type Sent = Result<SentFollowUp, SessionFailure>

/** Starts the next turn; while one is to come or runs, the follow-up waits for its end, or steers it. */
export async function sendFollowUp(
  context: SessionContext,
  scheduler: Scheduler,
  id: string,
  words: string,
  way: FollowUpWay,
): Promise<Sent> {
  const record = context.registry.get(id)
  if (!record.ok) return record
  if (record.value.source)
    return err({
      kind: 'noAgent',
      message:
        'This session reviews changes that were made elsewhere, so no agent can take a follow-up. Nothing was sent. Start a task from this branch instead.',
    })
  if (way.mode !== undefined) {
    const checked = await context.agents.inMode(record.value.agent, way.mode)
    if (!checked.ok) return checked
  }
  const taken = await context.pictures.take(id, words)
  if (!taken.ok) return err(picturesFailure(taken.error))
  const text = taken.value
  const waits = haveWait(context, id, text, way)
  const isNow = way.when === 'now' && way.mode === undefined
  if (waits !== null) return ok(isNow ? await steerWith(context, scheduler, id, waits) : waits)
  const idle = idleSession(context, id)
  if (!idle.ok) return idle
  const there = await bringBackWorktree(context, idle.value)
  if (!there.ok) return there
  // Another one may have come meanwhile, or the session may be gone: two can't be one turn.
  const waitsNow = haveWait(context, id, text, way)
  if (waitsNow !== null) return ok(waitsNow)
  const now = idleSession(context, id)
  if (!now.ok) return now
  context.registry.record(id, {
    type: 'turnQueued',
    data: { turn: now.value.turns + 1, prompt: text, ...howSent(way) },
  })
  context.prompts.remember([text])
  scheduler.wake()
  return ok({ waits: false, id: null, steered: false })
}

/** Has a follow-up wait, where a turn is to come or runs; null where it can be sent. */
function haveWait(
  { registry }: SessionContext,
  id: string,
  text: string,
  way: FollowUpWay,
): SentFollowUp | null {
  const record = registry.find(id)
  if (record === null || !isBusy(record) || record.discardedAt) return null
  const followUp = waitingFollowUp(text, way)
  registry.wait(id, [...record.waiting, followUp])
  return { waits: true, id: followUp.id, steered: false }
}

/** Gives a follow-up that waits, and is kept by that, to the agent; what it does not take waits on. */
async function steerWith(
  { registry }: SessionContext,
  scheduler: Scheduler,
  id: string,
  waits: SentFollowUp,
): Promise<SentFollowUp> {
  if (waits.id !== null && (await scheduler.steer(id, waits.id)))
    return { waits: false, id: null, steered: true }
  // The turn may have ended meanwhile, with this as the next one.
  const stillWaits = registry.find(id)?.waiting.some((one) => one.id === waits.id) === true
  return stillWaits ? waits : { waits: false, id: null, steered: false }
}
