import type { ReactNode } from 'react'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'

/** Shown when the workbench does not answer at the start. */
export function CouldNotConnect({
  reason,
  unkept = [],
}: {
  readonly reason: string
  /** What the workbench has not acknowledged, in words. */
  readonly unkept?: readonly string[]
}): ReactNode {
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
        {reason} Sessions and decisions that were acknowledged are kept. If the link is old, ask for a fresh
        one with winnow open.
        {unkept.length === 0 ? null : (
          <>
            {' '}
            Not acknowledged, and so not kept there yet: {unkept.join('; ')}. This browser keeps it. Once this
            page is let in again, it is sent, if what you looked at is still the same.
          </>
        )}
      </EmptyState>
    </main>
  )
}
