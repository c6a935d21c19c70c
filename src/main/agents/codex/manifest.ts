import type { AgentManifest } from '../manifest.ts'
import { onPath } from '../program-agent.ts'
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
  capabilities: ['followUp', 'resume', 'steer', 'approve', 'ask', 'plan', 'usage', 'images'],
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
  createAdapter: async () => (await import('./adapter.ts')).createCodexAgent(),
}
