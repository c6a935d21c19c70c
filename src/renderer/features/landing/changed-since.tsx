import { useEffect, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { worktreeChangeText } from '#shared/domain/session/worktree-change.ts'
import { useClient } from '#renderer/client/context.ts'
import { useDetails } from '#renderer/replicas/context.ts'
import styles from './landing.module.css'

/** Says, before a landing, what the worktree has that does not land. It is looked at when the sheet opens. */
export function ChangedSince({ session }: { readonly session: SessionSummary }): ReactNode {
  const client = useClient()
  const { id, revision } = session
  useEffect(() => void client.session.compareWorktree({ session: id }).catch(() => undefined), [client, id])
  const change = useDetails(id)?.worktreeChange ?? null
  if (change === null || revision === null) return null
  return (
    <p className={styles.note} role="status">
      {worktreeChangeText(change, revision)} What lands is what you accepted of r{revision}, without that.
    </p>
  )
}
