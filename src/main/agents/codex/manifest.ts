import type { AgentManifest } from '../manifest.ts'
import { onPath } from '../program-agent.ts'
import { withheldSecrets } from '../secrets.ts'
import { codexOptions } from './options.ts'

export const codexManifest: AgentManifest = {
  kind: 'codex',
  name: 'Codex',
  ...onPath(
    'codex',
    'Install it with “npm install -g @openai/codex” and sign in once with “codex login”.',
    'codex app-server',
  ),
  options: codexOptions,
  capabilities: [
    ...(['followUp', 'resume', 'steer', 'approve', 'ask', 'plan'] as const),
    ...(['fork', 'rollBack', 'compact', 'usage', 'images'] as const),
  ],
  secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  stateFolders: ['.codex'],
  stateSettings: [
    '.codex/config.toml',
    '.codex/hooks.json',
    '.codex/rules',
    '.codex/prompts',
    '.codex/AGENTS.md',
  ],
  ownSandbox: true,
  domains: ['api.openai.com', 'chatgpt.com', 'auth.openai.com'],
  models: async ({ env }) =>
    (await import('./models.ts')).listModels(env, withheldSecrets({ kind: 'codex' }, env, [codexManifest])),
  createAdapter: async () => (await import('./adapter.ts')).createCodexAgent(),
}
