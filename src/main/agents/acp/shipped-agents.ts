import type { AgentFile } from './agent-file.ts'

/**
 * Agents that Winnow knows by their entries of the ACP registry. They are offered where their program is found; a file of
 * the person's with the same id stands in the place of one.
 */
export const shippedAgents: readonly AgentFile[] = [
  {
    id: 'codex-acp',
    name: 'Codex (ACP)',
    version: '2.6.0',
    description: 'Codex through its adapter for ACP.',
    distribution: { npx: { package: '@agentclientprotocol/codex-acp' } },
    winnow: {
      secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
      stateFolders: ['.codex'],
      ownSandbox: true,
      domains: ['api.openai.com', 'chatgpt.com', 'auth.openai.com'],
      // In its other modes a model decides what is asked.
      modes: { ask: 'read-only', 'ask for edits': 'read-only', 'never ask': 'agent-full-access' },
    },
  },
  {
    id: 'qwen-code',
    name: 'Qwen Code',
    version: '0.24.4',
    description: 'Alibaba’s Qwen coding assistant.',
    distribution: { npx: { package: '@qwen-code/qwen-code', args: ['--acp'] } },
    winnow: {
      program: 'qwen',
      secrets: ['OPENAI_API_KEY', 'DASHSCOPE_API_KEY', 'BAILIAN_CODING_PLAN_API_KEY'],
      stateFolders: ['.qwen'],
      stateSettings: ['settings.json', 'QWEN.md', 'commands', 'extensions', 'agents', 'skills', '.env'].map(
        (name) => `.qwen/${name}`,
      ),
      domains: ['chat.qwen.ai', 'portal.qwen.ai', 'dashscope.aliyuncs.com'],
    },
  },
  {
    id: 'cline',
    name: 'Cline',
    version: '3.0.65',
    description: 'Cline’s coding agent for the terminal.',
    distribution: { npx: { package: 'cline', args: ['--acp'] } },
    winnow: {
      secrets: ['CLINE_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY'],
      stateFolders: ['.cline'],
      domains: ['api.cline.bot'],
    },
  },
  {
    id: 'auggie',
    name: 'Auggie CLI',
    version: '0.36.0',
    description: 'Augment Code’s agent.',
    distribution: {
      npx: {
        package: '@augmentcode/auggie',
        args: ['--acp'],
        env: { AUGMENT_DISABLE_AUTO_UPDATE: '1' },
      },
    },
    winnow: {
      secrets: ['AUGMENT_API_TOKEN', 'AUGMENT_SESSION_AUTH'],
      stateFolders: ['.augment'],
      stateSettings: ['.augment/settings.json', '.augment/commands', '.augment/rules'],
      domains: ['augmentcode.com', '*.augmentcode.com'],
    },
  },
  {
    id: 'github-copilot-cli',
    name: 'GitHub Copilot',
    version: '1.0.102',
    description: 'GitHub’s coding agent.',
    distribution: { npx: { package: '@github/copilot', args: ['--acp'] } },
    winnow: {
      secrets: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'],
      stateFolders: ['.copilot'],
      stateSettings: [
        '.copilot/config.json',
        '.copilot/mcp-config.json',
        '.copilot/agents',
        '.copilot/skills',
      ],
      domains: ['api.github.com', 'github.com', 'githubcopilot.com', '*.githubcopilot.com'],
    },
  },
  {
    id: 'factory-droid',
    name: 'Factory Droid',
    version: '0.215.0',
    description: 'Factory’s coding agent.',
    distribution: {
      npx: {
        package: 'droid',
        args: ['exec', '--output-format', 'acp'],
        env: { DROID_DISABLE_AUTO_UPDATE: 'true', FACTORY_DROID_AUTO_UPDATE_ENABLED: 'false' },
      },
    },
    winnow: {
      secrets: ['FACTORY_API_KEY'],
      stateFolders: ['.factory'],
      stateSettings: ['settings.json', 'mcp.json', 'commands', 'droids', 'skills', 'hooks'].map(
        (name) => `.factory/${name}`,
      ),
      domains: ['api.factory.ai', 'app.factory.ai'],
    },
  },
]
