import { err, ok, type Result } from '#shared/base/result.ts'
import type { NewTask } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { NewSession } from '#shared/domain/session/session-events.ts'
import { draftTitle } from '#shared/domain/task/title.ts'
import { sessionsOf, taskOf, type StartBase, type Task } from '#shared/domain/task/task.ts'
import { baseRef } from '../git/hidden-ref.ts'
import { picturesFailure, type SessionContext } from './session-context.ts'

/** Makes tasks of what is asked for, and queued sessions of them, all or none: one for each attempt. */
export async function submitTasks(
  { registry, repositories, refs, agents, prompts, pictures }: SessionContext,
  requests: readonly NewTask[],
  client?: ActClient,
): Promise<Result<{ readonly sessions: readonly string[] }, SessionFailure>> {
  const tasks: Task[] = []
  const bases = new Map<string, Result<StartBase, SessionFailure>>()
  for (const request of requests) {
    const { repository } = request
    const checked = await agents.checked(request.agent)
    if (!checked.ok) return checked
    const agent = checked.value
    if (agent.kind === 'command' && !agent.command?.trim())
      return err({
        kind: 'agentNotConfigured',
        message:
          'A command agent needs a command line. Nothing was started. Write the command, or choose another agent.',
      })
    const obstacle = await pictures.obstacle(request.prompt)
    if (obstacle !== null) return err(picturesFailure(obstacle))
    // Hundreds of tasks mostly start from the same base; it is looked up once, so that they all do.
    const name = `${repository} ${request.base ?? ''}`
    const base = bases.get(name) ?? (await repositories.base(repository, request.base))
    if (!base.ok) return base
    if (!tasks.some((task) => task.repository === repository)) await repositories.notePerson(repository)
    bases.set(name, base)
    const title = request.title ?? titleOf(pictures.words(request.prompt), request)
    tasks.push(taskOf({ ...request, agent, title }, base.value, registry.newId()))
  }
  const planned = tasks.flatMap((task) => sessionsOf(task, () => registry.newId()))
  registry.announceNew(...planned)
  const sessions: NewSession[] = []
  for (const session of planned) {
    const taken = await pictures.take(session.id, session.prompt)
    if (!taken.ok) return err(picturesFailure(taken.error))
    sessions.push({ ...session, prompt: taken.value })
  }
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
        { type: 'turnQueued', data: { turn: 1, prompt: session.prompt, ...(client ? { client } : {}) } },
      ],
    })),
  )
  const first = sessions.filter(({ attempt }) => attempt === 1)
  prompts.remember(first.map(({ prompt }) => prompt).filter((prompt) => prompt.trim() !== ''))
  return ok({ sessions: sessions.map(({ id }) => id) })
}

/** The first title of a task whose prompt has these words besides pictures. */
function titleOf(words: string, { prompt, agent }: NewTask): string {
  const isPicture = words.trim() === '' && prompt.trim() !== ''
  return draftTitle(isPicture ? 'A picture' : words, agent)
}
