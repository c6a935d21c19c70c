import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import { useClient } from '#renderer/client/context.ts'

const agentsStore = createStore<{ readonly offers: readonly AgentOffer[] | null }>(() => ({ offers: null }))

/** Agents that can be chosen, looked for again whenever a view that lists them opens; null until first known. */
export function useAgents(): readonly AgentOffer[] | null {
  const client = useClient()
  useEffect(() => {
    let wanted = true
    client.workbench.agents().then(
      (offers) => (wanted ? agentsStore.setState({ offers }) : undefined),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [client])
  return useStore(agentsStore, (state) => state.offers)
}
