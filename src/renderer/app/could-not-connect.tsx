import type { ReactNode } from 'react'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'

/** Shown when the workbench does not answer at the start. */
export function CouldNotConnect({ reason }: { readonly reason: string }): ReactNode {
  return (
    <main style={{ height: '100%' }}>
      <EmptyState
        title="The workbench does not answer."
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            Try again
          </Button>
        }
      >
        {reason} Sessions and decisions are kept. If the link is old, ask for a fresh one with winnow open.
      </EmptyState>
    </main>
  )
}
