import type { AgentChoice } from '../agent/agent-choice.ts'
import type { NewSession } from '../session/session-events.ts'
import { draftTitle } from './title.ts'

/** What a task starts from: the name that the person gave, its commit and tree. */
export interface StartBase {
  readonly name: string
  readonly commit: string
  readonly tree: string
}

/** A request of the person: what to do, from where, by which agents, and how often each of them tries it. */
export interface Task {
  readonly id: string
  readonly repository: string
  readonly title: string
  readonly prompt: string
  readonly base: StartBase
  readonly agents: readonly AgentChoice[]
  /** Sessions of each agent. */
  readonly attempts: number
}

/** A task as it is asked for. */
export interface TaskRequest {
  readonly repository: string
  readonly prompt: string
  readonly agent: AgentChoice
  readonly attempts: number
  /** Made from the prompt when absent. */
  readonly title?: string | undefined
}

/** The task that a request comes to, from a base that was found. */
export function taskOf(request: TaskRequest, base: StartBase, id: string): Task {
  const { repository, prompt, agent, attempts, title } = request
  return {
    id,
    repository,
    title: title ?? draftTitle(prompt, agent),
    prompt,
    base,
    agents: [agent],
    attempts,
  }
}

/**
 * The sessions of a task, in the order in which they are queued: one for each attempt of each agent, numbered over all of
 * them. The first one has the task's own id, the others have fresh ones.
 */
export function sessionsOf(task: Task, newId: () => string): readonly NewSession[] {
  const { id, repository, title, prompt, base } = task
  const agents = task.agents.flatMap((agent) => Array.from({ length: task.attempts }, () => agent))
  return agents.map((agent, index) => ({
    id: index === 0 ? id : newId(),
    repository,
    task: id,
    title,
    prompt,
    agent,
    attempt: index + 1,
    attempts: agents.length,
    source: null,
    baseName: base.name,
    baseCommit: base.commit,
    baseTree: base.tree,
  }))
}
