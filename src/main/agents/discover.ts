import type { AgentOffer } from '#shared/domain/agent/agent-offer.ts'
import { optionsOf, type AgentManifest, type FindContext } from './manifest.ts'

/** The agents that can be chosen on this machine, looked for anew each time: what can run first, else in their order. */
export async function discoverAgents(
  agents: readonly AgentManifest[],
  context: FindContext,
): Promise<Omit<AgentOffer, 'keptBy' | 'networkKept'>[]> {
  const offers = await Promise.all(
    agents.map(async (manifest): Promise<Omit<AgentOffer, 'keptBy' | 'networkKept'>> => {
      const { kind, name, icon, capabilities } = manifest
      const { available, note, lacks = [], models = [] } = await manifest.find(context)
      return {
        choice: { kind },
        label: name,
        icon,
        available,
        note,
        capabilities: capabilities.filter((capability) => !lacks.includes(capability)),
        options: optionsOf(manifest).map((option) =>
          option.name === 'model' && models.length > 0 ? { ...option, values: models } : option,
        ),
      }
    }),
  )
  return [...offers.filter((offer) => offer.available), ...offers.filter((offer) => !offer.available)]
}
