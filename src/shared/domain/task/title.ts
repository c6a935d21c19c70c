import type { AgentChoice } from '../agent/agent-choice.ts'

const longest = 72

/** A session's first title: the first line of its prompt, shortened at a word; the command where there is no prompt. */
export function draftTitle(prompt: string, agent: AgentChoice): string {
  const source = prompt.trim() || agent.command?.trim() || agent.label || agent.kind
  const line = source.split('\n')[0]?.trim() ?? ''
  if (line.length <= longest) return line
  const cut = line.slice(0, longest)
  const space = cut.lastIndexOf(' ')
  return `${space > longest / 2 ? cut.slice(0, space) : cut}…`
}
