import type { ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { editTask } from '#renderer/actions/session-actions.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { Button } from '#renderer/ui/button.tsx'

/** Takes a session's task back into the composer. */
export function EditTaskButton({ session }: { readonly session: SessionSummary }): ReactNode {
  const replicas = useReplicas()
  if (session.agent.kind === 'existing') return null
  return <Button onClick={() => void editTask(replicas, session)}>Edit the task</Button>
}
