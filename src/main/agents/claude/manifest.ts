import type { AgentManifest, FindContext } from '../manifest.ts'
import { findProgram } from '../program.ts'
import { onPath } from '../program-agent.ts'
import { claudeOptions } from './options.ts'
import { acpAdapter } from './programs.ts'

const plain = onPath(
  'claude',
  'Install it with “npm install -g @anthropic-ai/claude-code” and sign in once with “claude”.',
  'claude -p --permission-mode acceptEdits',
)

export const claudeManifest: AgentManifest = {
  kind: 'claude',
  name: 'Claude Code',
  ...plain,
  async find(context: FindContext) {
    const file = await findProgram(acpAdapter, context.env, context.platform)
    if (file !== null)
      return { available: true, note: `Found at ${file}. It runs through ACP and can ask you.` }
    const { available, note } = await plain.find(context)
    return {
      available,
      note: available
        ? `${note} So that it can ask you, install its adapter with “npm install -g @agentclientprotocol/claude-agent-acp”.`
        : note,
      lacks: ['steer', 'approve'],
    }
  },
  options: claudeOptions,
  capabilities: ['followUp', 'resume', 'steer', 'approve', 'plan', 'images'],
  secrets: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN'],
  stateFolders: ['.claude', '.claude.json'],
  stateSettings: [
    '.claude/settings.json',
    '.claude/settings.local.json',
    '.claude/hooks',
    '.claude/commands',
    '.claude/agents',
    '.claude/skills',
    '.claude/plugins',
    '.claude/CLAUDE.md',
  ],
  domains: ['api.anthropic.com', 'platform.claude.com', 'console.anthropic.com', 'claude.ai'],
  needless: ['statsig.anthropic.com', 'http-intake.logs.us5.datadoghq.com', '*.sentry.io', 'sentry.io'],
  serverVariables: ['ANTHROPIC_BASE_URL', 'ANTHROPIC_BEDROCK_BASE_URL', 'ANTHROPIC_VERTEX_BASE_URL'],
  createAdapter: async () => (await import('./adapter.ts')).createClaudeAgent(),
}
