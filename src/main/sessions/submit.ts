import { err, ok, type Result } from '#shared/base/result.ts'
import type { NewTask, SessionFailure } from '#shared/contract/session.ts'
import { draftTitle } from '#shared/domain/task/title.ts'
import { baseRef } from '../git/hidden-ref.ts'
import type { StartBase } from './ports.ts'
import type { SessionContext } from './session-context.ts'

/** Makes queued sessions of tasks, all or none: one for each attempt. */
export async function submitTasks(
  { registry, repositories, refs, agents, prompts }: SessionContext,
  tasks: readonly NewTask[],
): Promise<Result<{ readonly sessions: readonly string[] }, SessionFailure>> {
  const resolved: { task: NewTask; base: StartBase }[] = []
  const bases = new Map<string, Result<StartBase, SessionFailure>>()
  for (const task of tasks) {
    if (!agents.knows(task.agent) || task.agent.kind === 'existing')
      return err({
        kind: 'unknownAgent',
        message: `There is no agent "${task.agent.kind}" that runs tasks. Nothing was started. Choose one of: openai, command, demo.`,
      })
    if (task.agent.kind === 'command' && !task.agent.command?.trim())
      return err({
        kind: 'agentNotConfigured',
        message:
          'A command agent needs a command line. Nothing was started. Write the command, or choose another agent.',
      })
    // Hundreds of tasks mostly start from the same base; it is looked up once, so that they all do.
    const name = `${task.repository} ${task.base ?? ''}`
    const base = bases.get(name) ?? (await repositories.base(task.repository, task.base))
    if (!base.ok) return base
    bases.set(name, base)
    resolved.push({ task, base: base.value })
  }
  const made = resolved.flatMap(({ task, base }) => {
    const taskId = registry.newId()
    return Array.from({ length: task.attempts }, (_, index) => {
      const id = index === 0 ? taskId : registry.newId()
      return { id, taskId, attempt: index + 1, task, base }
    })
  })
  registry.announceNew(...made.map(({ id, task }) => ({ id, repository: task.repository })))
  for (const { id, task, base } of made) {
    const kept = await refs.keep(task.repository, baseRef(id), base.commit)
    if (!kept.ok) return kept
  }
  registry.recordAll(
    made.map(({ id, taskId, attempt, task, base }) => ({
      id,
      events: [
        {
          type: 'sessionCreated',
          data: {
            id,
            repository: task.repository,
            task: taskId,
            title: task.title ?? draftTitle(task.prompt, task.agent),
            prompt: task.prompt,
            agent: task.agent,
            attempt,
            attempts: task.attempts,
            source: null,
            baseName: base.name,
            baseCommit: base.commit,
            baseTree: base.tree,
          },
        },
        { type: 'turnQueued', data: { turn: 1, prompt: task.prompt } },
      ],
    })),
  )
  prompts.remember(tasks.map(({ prompt }) => prompt).filter((prompt) => prompt.trim() !== ''))
  return ok({ sessions: made.map(({ id }) => id) })
}
