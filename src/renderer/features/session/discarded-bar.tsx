import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { restoreSession } from '#renderer/actions/session-actions.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import styles from './session.module.css'

/** Above a session that was discarded: that it was, and the way back. */
export function DiscardedBar({ session }: { readonly session: SessionSummary }): ReactNode {
  const client = useClient()
  return (
    <div className={styles.discardedBar} role="status">
      <Trash2 size={16} strokeWidth={1.5} aria-hidden />
      <p>This session is discarded. It can be read, not decided, and its decisions are kept.</p>
      <Button look="plain" onClick={() => void restoreSession(client, session)}>
        Restore session
      </Button>
    </div>
  )
}
