import { FilePenLine } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { worktreeChangeText } from '#shared/domain/session/worktree-change.ts'
import { useClient } from '#renderer/client/context.ts'
import { useDetails } from '#renderer/replicas/context.ts'
import { Button, CommandButton } from '#renderer/ui/button.tsx'
import styles from './session.module.css'

/**
 * Has the worktree looked at when the session is opened, when its turn or its revision is another, and whenever the person
 * comes back to the window, from their editor say. What is found comes with the session's details; that it could not be
 * looked at is no news here: whatever is done with the session says so.
 */
function useLookAtWorktree({ id, state, revision, hasWorktree }: SessionSummary): void {
  const client = useClient()
  useEffect(() => {
    if (!hasWorktree || revision === null) return
    const look = (): void => void client.session.compareWorktree({ session: id }).catch(() => undefined)
    look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the state is why it looks again
  }, [client, id, state, revision, hasWorktree])
}

/** Below a review, where it moves no line that is read, whose worktree has changed since its newest revision: what did, and what can be done about it. */
export function WorktreeChangeBar({ session }: { readonly session: SessionSummary }): ReactNode {
  useLookAtWorktree(session)
  const change = useDetails(session.id)?.worktreeChange ?? null
  const [left, setLeft] = useState<string | null>(null)
  const { revision } = session
  if (change === null || revision === null || change.tree === left) return null
  return (
    <div className={styles.changeBar} role="status" aria-label="The worktree has changed">
      <FilePenLine size={16} strokeWidth={1.5} aria-hidden />
      <p>{worktreeChangeText(change, revision)} It is not part of what you decide here, and does not land.</p>
      <CommandButton command="session.refresh" look="plain" showKey>
        Take it as r{revision + 1}
      </CommandButton>
      <Button look="quiet" onClick={() => setLeft(change.tree)}>
        Leave it
      </Button>
    </div>
  )
}
