import type { ReactNode } from 'react'
import type { Session } from '#shared/contract/session.ts'
import { showDialog, viewStore } from '#renderer/app/view-store.ts'
import { composerStore } from '#renderer/features/composer/composer-store.ts'
import { Button } from '#renderer/ui/button.tsx'

/** Takes a session's task back into the composer, with its agent and base. */
export function EditTaskButton({ session }: { readonly session: Session }): ReactNode {
  if (session.agent.kind === 'existing') return null
  return (
    <Button
      onClick={() => {
        composerStore.setState({ text: session.prompt, agent: session.agent, base: session.baseName })
        viewStore.setState({ repository: session.repository })
        showDialog('composer')
      }}
    >
      Edit the task
    </Button>
  )
}
