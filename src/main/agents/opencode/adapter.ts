import { ok } from '#shared/base/result.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAdapter } from '../adapter.ts'
import { createAcpAgent } from '../acp/acp-agent.ts'

/** What it asks for, by mode. The person's own configuration is read before it and keeps what is not named here. */
function permission({ mode }: AgentChoice): Readonly<Record<string, string>> {
  if (mode === 'never ask') return { edit: 'allow', bash: 'allow', webfetch: 'allow' }
  const edit = mode === 'ask for edits' ? 'ask' : 'allow'
  return { edit, bash: 'ask', webfetch: 'ask', external_directory: 'ask' }
}

/** opencode through ACP. */
export function createOpencodeAgent(): AgentAdapter {
  return createAcpAgent('opencode', {
    name: 'opencode',
    program: 'opencode',
    args: () => ['acp'],
    install: 'Install it with “npm install -g opencode-ai” and sign in once with “opencode auth login”.',
    env: (choice) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        permission: permission(choice),
        ...(choice.model ? { model: choice.model } : {}),
      }),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
    }),
    steersBy: 'prompt',
    mode: ({ mode }) => ok(mode === 'plan' ? 'plan' : null),
  })
}
