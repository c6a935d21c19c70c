import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Failure } from './failure.tsx'
import styles from './session.module.css'

/** Above a review whose agent failed after it had changed something: why, and what can be done. */
export function FailedBar({ session }: { readonly session: SessionSummary }): ReactNode {
  return (
    <div className={styles.failedBar} role="alert">
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
      <div className={styles.failedWords}>
        <Failure activity={session.activity} />
      </div>
      <CommandButton command="session.followUp" look="plain" showKey>
        Follow up
      </CommandButton>
      <CommandButton command="session.restart" look="plain" showKey>
        Run it again
      </CommandButton>
    </div>
  )
}
