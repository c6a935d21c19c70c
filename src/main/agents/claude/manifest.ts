import type { AgentManifest } from '../manifest.ts'
import { onPath } from '../program-agent.ts'
import { claudeOptions } from './options.ts'

export const claudeManifest: AgentManifest = {
  kind: 'claude',
  name: 'Claude Code',
  ...onPath(
    'claude',
    'Install it with “npm install -g @anthropic-ai/claude-code” and sign in once with “claude”.',
    'claude -p --permission-mode acceptEdits',
  ),
  options: claudeOptions,
  capabilities: ['followUp', 'resume'],
  secrets: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  stateFolders: ['.claude', '.claude.json'],
  domains: ['api.anthropic.com'],
  createAdapter: async () => (await import('./adapter.ts')).createClaudeAgent(),
}
