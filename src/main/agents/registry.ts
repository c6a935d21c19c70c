import type { AgentKind } from '#shared/domain/agent/agent-choice.ts'
import { claudeManifest } from './claude/manifest.ts'
import { codexManifest } from './codex/manifest.ts'
import { commandManifest } from './command/manifest.ts'
import { geminiManifest } from './gemini/manifest.ts'
import type { AgentManifest } from './manifest.ts'
import { openaiManifest } from './openai/manifest.ts'
import { opencodeManifest } from './opencode/manifest.ts'

/** The agents that Winnow knows, in the order in which they are offered. */
export const knownAgents: readonly AgentManifest[] = [
  openaiManifest,
  claudeManifest,
  codexManifest,
  opencodeManifest,
  geminiManifest,
  commandManifest,
]

/** The agents by kind; throws where two have one, which is a bug. */
export function agentsByKind(agents: readonly AgentManifest[]): ReadonlyMap<AgentKind, AgentManifest> {
  const byKind = new Map(agents.map((agent) => [agent.kind, agent]))
  if (byKind.size !== agents.length) throw new Error('two agents have one kind')
  return byKind
}
