import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { composerChoices } from '#renderer/view/composer-choices.ts'
import { showDialog, showSession, viewStore } from '#renderer/view/view-store.ts'

/** Tasks as they stand in the composer. */
export interface TasksToLaunch {
  readonly prompts: readonly string[]
  readonly repository: string
  readonly agent: AgentChoice
  readonly attempts: number
  /** What they start from; null is HEAD. */
  readonly base: string | null
}

/** Queues tasks, empties the composer for the next ones and closes it. A failure is shown, and nothing is lost. */
export async function launchTasks(replicas: Replicas, tasks: TasksToLaunch): Promise<void> {
  const { client, sessions, settings, drafts } = replicas
  const { prompts, repository, agent, attempts, base } = tasks
  const text = drafts.text(tasksDraft)
  const result = await client.session.submit({
    tasks: prompts.map((prompt) => ({
      repository,
      prompt,
      agent,
      attempts,
      ...(base === null ? {} : { base }),
    })),
  })
  if (!result.ok) return reportFailure(result.error)
  void settings.change({ lastAgent: agent })
  if (agent.kind === 'command' && agent.label === undefined) void keepCommand(replicas, repository, agent)
  drafts.sent(tasksDraft, text)
  drafts.dropOwn(draftPlaces.command(repository))
  composerChoices.setState({ attempts: 1 })
  showDialog(null)
  announce(`Launched ${countOf(prompts.length, 'task')}.`)
  viewStore.setState({ view: 'workbench' })
  const first = result.value.sessions[0]
  const shown = sessions.find(viewStore.getState().session) !== null
  if (first !== undefined && !shown) showSession(first)
}

/** Keeps the person's own command line with its repository: what builds and tests one seldom fits another. */
async function keepCommand(
  { client, repositories }: Replicas,
  repository: string,
  { command = '', followUpCommand = '' }: AgentChoice,
): Promise<void> {
  const saved = await client.repository.saveSettings({
    repository,
    settings: { agentCommand: command, agentFollowUpCommand: followUpCommand },
  })
  if (saved.ok) repositories.remember(saved.value)
}
