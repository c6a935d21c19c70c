import type { ContractRouterClient } from '@orpc/contract'
import { createContext, createElement, use, type ReactNode } from 'react'
import type { HostedContract } from '#shared/contract/host.ts'

/** The typed client of the workbench and its host; which host it is does not matter. */
export type Client = ContractRouterClient<HostedContract>

const ClientContext = createContext<Client | null>(null)

/** Gives the views below it their client. */
export function ClientProvider(properties: {
  readonly client: Client
  readonly children: ReactNode
}): ReactNode {
  return createElement(ClientContext, { value: properties.client }, properties.children)
}

/** The client of the workbench. */
export function useClient(): Client {
  const client = use(ClientContext)
  if (client === null) throw new Error('useClient was called outside a ClientProvider')
  return client
}
