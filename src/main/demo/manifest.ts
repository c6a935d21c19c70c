import { z } from 'zod'
import type { AgentManifest } from '../agents/manifest.ts'

export const demoManifest: AgentManifest = {
  kind: 'demo',
  name: 'Demo (scripted)',
  icon: 'script',
  program: null,
  find: () =>
    Promise.resolve({
      available: true,
      note: 'A script, not a model: it plays a short session on the demo repository, to try the workbench without an account.',
    }),
  options: z.strictObject({}),
  capabilities: ['followUp', 'resume'],
  secrets: [],
  stateFolders: [],
  stateSettings: [],
  domains: [],
  createAdapter: async () => (await import('./agent.ts')).createDemoAgent(),
}
