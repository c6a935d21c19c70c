import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import type { AgentAdapter } from './adapter.ts'
import { createCommandAgent, type CommandAgentOptions } from './command.ts'
import { createOpenaiAgent, type OpenaiAgentOptions } from './openai/openai-agent.ts'

/** The adapters that run agents, by kind. `existing` has none; others (the demo's) are added by the caller. */
export function createAgents(
  options: { readonly command?: CommandAgentOptions; readonly openai?: OpenaiAgentOptions } = {},
): Map<AgentKind, AgentAdapter> {
  const adapters = [createOpenaiAgent(options.openai), createCommandAgent(options.command)]
  return new Map(adapters.map((adapter) => [adapter.kind, adapter]))
}
