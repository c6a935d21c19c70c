import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'

const names: Readonly<Record<AgentChoice['kind'], string>> = {
  openai: 'OpenAI',
  command: 'Command',
  existing: 'No agent: existing changes',
  demo: 'Demo (scripted)',
}

/** What people call an agent. */
export function agentLabel(choice: AgentChoice): string {
  if (choice.label !== undefined && choice.label !== '') return choice.label
  return choice.kind === 'openai' && choice.model !== undefined
    ? `OpenAI ${choice.model}`
    : names[choice.kind]
}
