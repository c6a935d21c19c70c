import { err, ok, type Result } from '#shared/base/result.ts'
import type { NewTask, SessionFailure } from '#shared/contract/session.ts'
import { sessionsOf, taskOf, type StartBase, type Task } from '#shared/domain/task/task.ts'
import { baseRef } from '../git/hidden-ref.ts'
import type { SessionContext } from './session-context.ts'

/** Makes tasks of what is asked for, and queued sessions of them, all or none: one for each attempt. */
export async function submitTasks(
  { registry, repositories, refs, agents, prompts }: SessionContext,
  requests: readonly NewTask[],
): Promise<Result<{ readonly sessions: readonly string[] }, SessionFailure>> {
  const tasks: Task[] = []
  const bases = new Map<string, Result<StartBase, SessionFailure>>()
  for (const request of requests) {
    const { repository, agent } = request
    if (!agents.knows(agent) || agent.kind === 'existing')
      return err({
        kind: 'unknownAgent',
        message: `There is no agent "${agent.kind}" that runs tasks. Nothing was started. Choose one of: openai, command, demo.`,
      })
    if (agent.kind === 'command' && !agent.command?.trim())
      return err({
        kind: 'agentNotConfigured',
        message:
          'A command agent needs a command line. Nothing was started. Write the command, or choose another agent.',
      })
    // Hundreds of tasks mostly start from the same base; it is looked up once, so that they all do.
    const name = `${repository} ${request.base ?? ''}`
    const base = bases.get(name) ?? (await repositories.base(repository, request.base))
    if (!base.ok) return base
    if (!tasks.some((task) => task.repository === repository)) await repositories.notePerson(repository)
    bases.set(name, base)
    tasks.push(taskOf(request, base.value, registry.newId()))
  }
  const sessions = tasks.flatMap((task) => sessionsOf(task, () => registry.newId()))
  registry.announceNew(...sessions)
  for (const { id, repository, baseCommit } of sessions) {
    const kept = await refs.keep(repository, baseRef(id), baseCommit)
    if (!kept.ok) return kept
  }
  for (const repository of new Set(sessions.map((session) => session.repository))) {
    const durable = await refs.makeDurable(repository)
    if (!durable.ok) return durable
  }
  registry.recordAll(
    sessions.map((session) => ({
      id: session.id,
      events: [
        { type: 'sessionCreated', data: session },
        { type: 'turnQueued', data: { turn: 1, prompt: session.prompt } },
      ],
    })),
  )
  prompts.remember(tasks.map(({ prompt }) => prompt).filter((prompt) => prompt.trim() !== ''))
  return ok({ sessions: sessions.map(({ id }) => id) })
}
