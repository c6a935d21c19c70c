import { useEffect } from 'react'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { composerChoices } from '#renderer/view/composer-choices.ts'

/** Keeps the command line that is typed for a repository's next tasks, and brings back the one of an earlier page. */
export function useWrittenCommand(repository: string): (agent: AgentChoice) => void {
  const { text, write } = useTyped(draftPlaces.command(repository), '')
  useEffect(() => {
    const left = text === '' ? null : readCommand(text)
    if (left !== null && composerChoices.getState().agent === null)
      composerChoices.setState({ agent: left, commandFor: repository })
  }, [text, repository])
  return (agent) => {
    composerChoices.setState({ agent, commandFor: repository })
    write(JSON.stringify(agent))
  }
}

function readCommand(kept: string): AgentChoice | null {
  try {
    const { command, followUpCommand } = JSON.parse(kept) as Partial<AgentChoice>
    if (typeof command !== 'string') return null
    return {
      kind: 'command',
      command,
      ...(typeof followUpCommand === 'string' ? { followUpCommand } : {}),
    }
  } catch {
    return null
  }
}
