import { memo } from 'react'
import { useStore } from 'zustand'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { groupOf, nextForPerson } from '#shared/domain/session/queue.ts'
import type { Client } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { askHowToFork } from '#renderer/view/fork-question.ts'
import { useLandedLast } from '#renderer/view/landed-last.ts'
import { setPaneOpen, showDialog, showSession, useView } from '#renderer/view/view-store.ts'
import { quoteRejected, sendDraftedFollowUp, writeFollowUp } from '#renderer/actions/follow-ups.ts'
import { listed, queueStore } from '#renderer/view/queue-store.ts'
import { forgetDeed, undoDeed, useLastDeed } from '#renderer/view/last-deed.ts'
import { tell } from '#renderer/ui/toasts.tsx'
import { answer } from '#renderer/actions/answer.ts'
import { bringUpToDate } from '#renderer/actions/bring-up-to-date.ts'
import { copyText } from '#renderer/actions/copy-text.ts'
import {
  discardSession,
  letWorktreeGo,
  restartSession,
  restoreSession,
  showNextSession,
  undoLanding,
} from '#renderer/actions/session-actions.ts'
import { useAgents, useDetails, useReplicas, useSession, useSessions } from '#renderer/replicas/context.ts'

interface Reasons {
  readonly stop: string | null
  readonly endProcesses: string | null
  readonly restart: string | null
  readonly refresh: string | null
  readonly worktree: string | null
  readonly letGo: string | null
  readonly followUp: string | null
  readonly compact: string | null
  readonly upToDate: string | null
  readonly quote: string | null
  readonly fork: string | null
  readonly land: string | null
  readonly undoLanding: string | null
}

/** Why each thing can't be done with this session now. */
function reasonsOf(session: SessionSummary, offer: AgentOffer | undefined): Reasons {
  const existing = session.agent.kind === 'existing'
  const discarded = session.discardedAt !== null ? 'The session is discarded. Restore it first.' : null
  const accepted = session.counts?.accepted ?? 0
  return {
    stop: isBusy(session) ? null : 'The agent is not running.',
    endProcesses:
      (existing ? 'No agent wrote this: nothing of it runs.' : null) ??
      (isBusy(session) ? 'The agent is running. Stop it first.' : null),
    restart:
      discarded ??
      (existing ? 'No agent wrote this: there is nothing to run again.' : null) ??
      (isBusy(session) ? 'The agent is running. Stop it first.' : null),
    refresh:
      discarded ??
      (existing || session.hasWorktree ? null : 'The session has no worktree.') ??
      (isBusy(session) ? 'The agent is running: its turn ends with a revision.' : null),
    worktree: session.hasWorktree ? null : 'The session has no worktree.',
    letGo:
      discarded ??
      (session.hasWorktree ? null : 'The session has no worktree.') ??
      (groupOf(session) === 'landed' ? null : 'Something of the session is left to decide or to land.'),
    followUp: discarded ?? (existing ? 'No agent wrote this: nobody would read a follow-up.' : null),
    compact:
      discarded ??
      (existing ? 'No agent wrote this: there is no conversation to shorten.' : null) ??
      (isBusy(session) ? 'The agent is running. Wait for the end of its turn, or stop it first.' : null) ??
      (offer?.capabilities.includes('compact') === true
        ? null
        : `${session.agent.label} does not shorten its conversation when it is told to.`),
    upToDate:
      discarded ??
      (existing ? 'It reviews what you named, and that stays what it is.' : null) ??
      (isBusy(session) ? 'The agent is running. Wait for the end of its turn, or stop it first.' : null) ??
      (session.revision === null ? 'There is no revision yet.' : null),
    fork: existing ? 'No agent wrote this: there is no work to fork.' : discarded,
    quote:
      discarded ??
      (existing ? 'No agent wrote this: nobody would read a follow-up.' : null) ??
      ((session.counts?.rejected ?? 0) === 0 ? 'Nothing is rejected.' : null),
    land:
      discarded ??
      (session.revision === null ? 'There is no revision yet.' : null) ??
      (accepted === 0 ? 'Nothing is accepted yet.' : null),
    undoLanding: session.landedOn === null ? 'Nothing of this session has landed.' : null,
  }
}

/** Ends what the turns of a session left running, and says how much that was. */
async function endProcesses(client: Client, session: string): Promise<void> {
  const done = await answer(client.session.endProcesses({ session }))
  if (done !== null)
    tell(
      done.ended === 0
        ? 'Its turns left nothing running.'
        : `Ended ${countOf(done.ended, 'process', 'processes')}.`,
    )
  // What they wrote since the turn is in no revision.
  if (done !== null && done.ended > 0) await client.session.compareWorktree({ session })
}

/** Takes a new revision of what is there, and says so when there is none. */
async function lookAgain(client: Client, session: string, newest: number | null): Promise<void> {
  const found = await answer(client.session.refresh({ session }))
  if (found !== null && found.revision === newest) tell('Nothing has changed since the last revision.')
}

/**
 * Answers the commands on the session in the middle. It is a part of its own that draws nothing: every session tells
 * of itself again and again, and the rest of the window is not made anew with that.
 */
export const SessionCommands = memo(function SessionCommands(): null {
  const replicas = useReplicas()
  const { client } = replicas
  const sessions = useSessions()
  const session = useSession(useView((state) => state.session))
  const deed = useLastDeed()
  const details = useDetails(session?.id ?? null)
  const id = session?.id ?? ''
  const offer = (useAgents() ?? []).find(({ choice }) => choice.kind === session?.agent.kind)
  const reasons = session === null ? null : reasonsOf(session, offer)
  // Where this session came by itself after a landing, that one is the last.
  const landedLast = useLandedLast(session?.id ?? null)
  const enabled = session !== null
  const when = (
    disabledReason: string | null | undefined,
  ): { disabledReason: string | null; enabled: boolean } => ({
    disabledReason: disabledReason ?? null,
    enabled,
  })
  const only = useStore(queueStore, (state) => state.only)
  const next = nextForPerson(listed(sessions.values(), only), session?.id ?? null)

  useCommand('session.nextNeedsYou', () => showNextSession(replicas), {
    disabledReason: next === null ? 'No other session needs you now.' : null,
  })
  useCommand(
    'session.stop',
    () => void answer(client.session.stop({ session: id }), 'Stopping.'),
    when(reasons?.stop),
  )
  useCommand('session.endProcesses', () => void endProcesses(client, id), when(reasons?.endProcesses))
  useCommand(
    'session.restart',
    () => (session === null ? undefined : void restartSession(replicas, session)),
    when(reasons?.restart),
  )
  useCommand(
    'session.refresh',
    () => void lookAgain(client, id, session?.revision ?? null),
    when(reasons?.refresh),
  )
  useCommand(
    'session.rename',
    () => {
      setPaneOpen('queue', true)
      queueStore.setState({ renaming: id })
    },
    { enabled },
  )
  useCommand(
    'session.letWorktreeGo',
    () => (session === null ? undefined : void letWorktreeGo(client, session)),
    when(reasons?.letGo),
  )
  useCommand(
    'session.discard',
    () => (session === null ? undefined : void discardSession(replicas, session)),
    when(session?.discardedAt === null ? null : 'The session is discarded already.'),
  )
  // Where the next session has no review there is nothing else to undo.
  useCommand('review.undo', () => void undoDeed(), { enabled: deed !== null })
  useCommand(
    'session.restore',
    () => (session === null ? undefined : void restoreSession(client, session)),
    when(session?.discardedAt === null ? 'The session is not discarded.' : null),
  )
  useCommand(
    'session.openEditor',
    () => void answer(client.workbench.openExternal({ session: id, what: 'editor' })),
    when(reasons?.worktree),
  )
  useCommand(
    'session.openTerminal',
    () => void answer(client.workbench.openExternal({ session: id, what: 'terminal' })),
    when(reasons?.worktree),
  )
  useCommand(
    'session.copyPath',
    () => void copyText(details?.worktree ?? '', 'Copied the path of the worktree.'),
    when(reasons?.worktree ?? (details === null ? 'Where the worktree is, is not known yet.' : null)),
  )
  useCommand('session.followUp', () => writeFollowUp(), when(reasons?.followUp))
  useCommand('session.fork', () => askHowToFork(id, null), when(reasons?.fork))
  useCommand('session.sendFollowUp', sendDraftedFollowUp, when(reasons?.followUp))
  useCommand(
    'session.compact',
    () => void answer(client.session.compact({ session: id }), 'The agent shortens its conversation.'),
    when(reasons?.compact),
  )
  useCommand(
    'session.bringUpToDate',
    () => (session === null ? undefined : void bringUpToDate(client, session)),
    when(reasons?.upToDate),
  )
  useCommand('session.quoteRejected', () => void quoteRejected(replicas, id), when(reasons?.quote))
  useCommand('landing.open', () => showDialog('landing'), when(reasons?.land))
  useCommand(
    'landing.undo',
    () => {
      forgetDeed()
      if (landedLast !== id && landedLast !== null) showSession(landedLast)
      void undoLanding(client, landedLast ?? id)
    },
    when(landedLast === (session?.id ?? null) ? reasons?.undoLanding : null),
  )
  return null
})
