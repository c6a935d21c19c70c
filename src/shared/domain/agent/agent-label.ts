import type { AgentChoice } from './agent-choice.ts'

/** Kinds of sessions that were kept without the name of their agent. */
const names: ReadonlyMap<string, string> = new Map([
  ['openai', 'OpenAI'],
  ['command', 'Command'],
  ['existing', 'No agent: existing changes'],
  ['demo', 'Demo (scripted)'],
])

/** What people call an agent. */
export function agentLabel(choice: AgentChoice): string {
  if (choice.label !== undefined && choice.label !== '') return choice.label
  const name = names.get(choice.kind) ?? choice.kind
  return choice.model === undefined ? name : `${name} ${choice.model}`
}
