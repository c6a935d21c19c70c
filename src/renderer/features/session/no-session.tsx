import type { ReactNode } from 'react'
import { nextForPerson } from '#shared/domain/session/queue.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { useSessions } from '#renderer/replicas/context.ts'

/** The middle while no session is chosen: the next step. */
export function NoSession(): ReactNode {
  const sessions = useSessions()
  const waiting = nextForPerson(sessions.values(), null) !== null
  return (
    <EmptyState
      title={waiting ? 'Something waits for you.' : 'Nothing waits for you.'}
      actions={
        <>
          {waiting ? (
            <CommandButton command="session.nextNeedsYou" look="primary" showKey>
              Review the next session
            </CommandButton>
          ) : null}
          <CommandButton command="composer.open" look={waiting ? 'plain' : 'primary'} showKey>
            Write tasks
          </CommandButton>
          <CommandButton command="review.start" look="plain" showKey>
            Review changes that exist
          </CommandButton>
        </>
      }
    >
      {waiting
        ? 'Take the next one, or pick any from the queue.'
        : 'Write a few tasks: each gets an agent and a worktree of its own, and shows up in the queue at once.'}
    </EmptyState>
  )
}
