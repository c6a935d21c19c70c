import type { ReactNode } from 'react'
import type { Session } from '#shared/domain/session/session.ts'
import { showDialog, viewStore } from '#renderer/view/view-store.ts'
import { useClient } from '#renderer/client/context.ts'
import { composerStore, writeTasks } from '#renderer/view/composer-store.ts'
import { Button } from '#renderer/ui/button.tsx'

/** Takes a session's task back into the composer, with its agent and base. */
export function EditTaskButton({ session }: { readonly session: Session }): ReactNode {
  const client = useClient()
  if (session.agent.kind === 'existing') return null
  return (
    <Button
      onClick={() => {
        writeTasks(client, session.prompt)
        composerStore.setState({
          agent: session.agent,
          base: { repository: session.repository, name: session.baseName },
        })
        viewStore.setState({ repository: session.repository })
        showDialog('composer')
      }}
    >
      Edit the task
    </Button>
  )
}
