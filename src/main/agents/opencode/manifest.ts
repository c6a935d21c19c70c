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
  capabilities: ['followUp', 'resume', 'steer', 'approve', 'plan', 'images'],
  secrets: [
    'OPENCODE_API_KEY',
    'ANTHROPIC_API_KEY',
    'OPENAI_API_KEY',
    'OPENROUTER_API_KEY',
    'GEMINI_API_KEY',
  ],
  stateFolders: ['.local/share/opencode', '.config/opencode', '.cache/opencode', '.local/state/opencode'],
  // It makes files of its own beside them, and does not start where it can't.
  stateSettings: [
    ...['config.json', 'opencode.json', 'opencode.jsonc', 'AGENTS.md'],
    ...['agent', 'agents', 'command', 'commands', 'mode', 'modes', 'plugin', 'plugins'],
    ...['skill', 'skills', 'tool', 'tools'],
  ].map((name) => `.config/opencode/${name}`),
  // Whichever model the person configured.
  domains: ['opencode.ai', 'models.dev'],
  serverVariables: ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'LOCAL_ENDPOINT'],
  createAdapter: async () => (await import('./adapter.ts')).createOpencodeAgent(),
}
