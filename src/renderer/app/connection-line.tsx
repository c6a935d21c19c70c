import { useCallback, useSyncExternalStore, type ReactNode } from 'react'
import { useConnection } from '#renderer/client/context.ts'
import { useSessionsLoaded } from '#renderer/replicas/context.ts'
import styles from './status-strip.module.css'

/** Says that the screen does not follow the workbench just now; nothing while it does. */
export function ConnectionLine(): ReactNode {
  const connection = useConnection()
  const subscribe = useCallback(
    (listener: () => void) => {
      const listening = connection.onState(listener)
      return () => listening.dispose()
    },
    [connection],
  )
  const state = useSyncExternalStore(subscribe, connection.state)
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
