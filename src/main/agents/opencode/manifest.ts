import type { AgentManifest } from '../manifest.ts'
import { onPath } from '../program-agent.ts'
import { opencodeOptions } from './options.ts'

export const opencodeManifest: AgentManifest = {
  kind: 'opencode',
  name: 'opencode',
  ...onPath(
    'opencode',
    'Install it with “npm install -g opencode-ai” and sign in once with “opencode auth login”.',
    'opencode acp',
  ),
  options: opencodeOptions,
  capabilities: ['followUp', 'resume', 'approve', 'plan', 'images'],
  secrets: [
    'OPENCODE_API_KEY',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
    'GEMINI_API_KEY',
  ],
  stateFolders: ['.local/share/opencode', '.config/opencode', '.cache/opencode', '.local/state/opencode'],
  // Whichever model the person configured.
  domains: ['opencode.ai', 'models.dev'],
  createAdapter: async () => (await import('./adapter.ts')).createOpencodeAgent(),
}
