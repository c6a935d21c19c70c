import type { ReactNode } from 'react'
import type { Session } from '#shared/domain/session/session.ts'
import { editTask } from '#renderer/actions/session-actions.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { Button } from '#renderer/ui/button.tsx'

/** Takes a session's task back into the composer. */
export function EditTaskButton({ session }: { readonly session: Session }): ReactNode {
  const replicas = useReplicas()
  if (session.agent.kind === 'existing') return null
  return <Button onClick={() => editTask(replicas, session)}>Edit the task</Button>
}
