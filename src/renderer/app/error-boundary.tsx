import { Component, type ReactNode } from 'react'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'

interface Properties {
  /** The part of the window it guards, as the person would call it. */
  readonly part?: string
  readonly children: ReactNode
}

/** Keeps a defect in one view from taking the window with it, and says so. */
export class ErrorBoundary extends Component<Properties, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div role="alert" style={{ height: '100%' }}>
        <EmptyState
          title={`${this.props.part ?? 'This window'} could not be shown because of a defect in Winnow.`}
          actions={
            <>
              <Button look="primary" onClick={() => this.setState({ error: null })}>
                Show it again
              </Button>
              <Button onClick={() => location.reload()}>Reload the window</Button>
            </>
          }
        >
          Nothing you decided is lost. The message was: {error.message}
        </EmptyState>
      </div>
    )
  }
}
