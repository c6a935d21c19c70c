import { useStore } from 'zustand'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { Repository } from '#shared/domain/repository/repository.ts'
import { useAgents, useSettings, useWorkbenchInfo } from '#renderer/replicas/context.ts'
import { composerChoices } from '#renderer/view/composer-choices.ts'

/**
 * The agent of the composer: the chosen one, the one used last, or the first that is ready to run. In the demo
 * repository, which lies in the data folder, that is the demo agent, and nowhere else. A command line of the person's own is
 * the one that this repository had last.
 */
export function useChosenAgent(repository: string, known: Repository | undefined): AgentChoice | null {
  const home = useWorkbenchInfo()?.home
  const chosen = useStore(composerChoices, (state) => state.agent)
  const commandFor = useStore(composerChoices, (state) => state.commandFor)
  const last = useSettings((settings) => settings.lastAgent)
  const inDemo = home !== undefined && (known?.path ?? '').startsWith(home)
  const ready = (useAgents() ?? []).filter((offer) => offer.available).map((offer) => offer.choice)
  const choice = firstOf(ready, chosen, last, inDemo)
  const command = known?.settings.agentCommand ?? ''
  if (choice?.kind !== 'command' || command === '' || (chosen !== null && commandFor === repository))
    return choice
  // Only an agent that Winnow knows has both a name and a line.
  if (choice.label !== undefined && (choice.command ?? '') !== '') return choice
  const followUp = known?.settings.agentFollowUpCommand ?? ''
  return { kind: 'command', command, ...(followUp === '' ? {} : { followUpCommand: followUp }) }
}

function firstOf(
  ready: readonly AgentChoice[],
  chosen: AgentChoice | null,
  last: AgentChoice | undefined,
  inDemo: boolean,
): AgentChoice | null {
  const demo = ready.find((choice) => choice.kind === 'demo')
  if (chosen !== null) return chosen
  if (inDemo && demo !== undefined && last === undefined) return demo
  if (last !== undefined && (last.kind !== 'demo' || inDemo)) return last
  // A command is still to be written, and the demo is for its own repository.
  const runs = ({ kind }: AgentChoice): boolean => kind !== 'command' && kind !== 'demo'
  return ready.find(runs) ?? ready.find((choice) => choice.kind === 'command') ?? null
}
