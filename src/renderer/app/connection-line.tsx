import { useSyncExternalStore, type ReactNode } from 'react'
import { connectionState, onConnectionState } from '#renderer/client/connect.ts'
import { useSessionsLoaded } from '#renderer/replicas/context.ts'
import styles from './status-strip.module.css'

function subscribe(listener: () => void): () => void {
  const listening = onConnectionState(listener)
  return () => listening.dispose()
}

/** Says that the screen does not follow the workbench just now; nothing while it does. */
export function ConnectionLine(): ReactNode {
  const state = useSyncExternalStore(subscribe, connectionState)
  const loaded = useSessionsLoaded()
  // The first try is over before anyone could read of it.
  const lost = state.kind === 'reconnecting' && state.attempt > 1
  if (!lost && loaded) return null
  return (
    <p className={styles.lost} role="status">
      {lost
        ? 'The workbench does not answer. Winnow tries again; what you wrote is kept.'
        : 'Connecting to the workbench'}
    </p>
  )
}
