import { z } from 'zod'
import type { AgentManifest } from '../manifest.ts'
import { modelOption } from '../option-fields.ts'
import { onPath } from '../program-agent.ts'
import type { ToldModels } from '../told-models.ts'
import type { DescribedAgent } from './agent-file.ts'
import { wantedModes } from './session-modes.ts'

const options = z.strictObject({
  model: modelOption,
  mode: z.enum(wantedModes).optional().meta({
    title: 'Mode',
    description: 'Whether it asks before commands, before edits too, plans first, or never asks.',
  }),
})

/** What is known of an agent that a file describes. */
export function describedManifest(agent: DescribedAgent, told?: ToldModels): AgentManifest {
  const { id, name, program, args, install, winnow } = agent
  const found = onPath(program, install, [program, ...args].join(' '))
  return {
    kind: id,
    name,
    ...found,
    async find(context) {
      const { available, note } = await found.find(context)
      return { available, note, models: available ? ((await told?.of(id)) ?? []) : [] }
    },
    options,
    capabilities: ['followUp', 'approve', 'plan'],
    secrets: winnow.secrets,
    stateFolders: winnow.stateFolders,
    stateSettings: winnow.stateSettings,
    ...(winnow.ownSandbox ? { ownSandbox: true } : {}),
    domains: winnow.domains,
    createAdapter: async () => (await import('./described-agent.ts')).createDescribedAgent(agent, told),
  }
}
