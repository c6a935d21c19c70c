import { createContext, createElement, use, type ReactNode } from 'react'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { Connection } from './connect.ts'

/** The typed client of a workbench; which host it is in does not matter. */
export type Client = Omit<WorkbenchClient, 'host'>

const ConnectionContext = createContext<Connection | null>(null)

/** Gives the views below it their connection. */
export function ConnectionProvider(properties: {
  readonly connection: Connection
  readonly children: ReactNode
}): ReactNode {
  return createElement(ConnectionContext, { value: properties.connection }, properties.children)
}

/** The connection to the workbench. */
export function useConnection(): Connection {
  const connection = use(ConnectionContext)
  if (connection === null) throw new Error('useConnection was called outside a ConnectionProvider')
  return connection
}

/** The client of the workbench. */
export function useClient(): Client {
  return useConnection().client
}
