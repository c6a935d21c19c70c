import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentChoice } from '../agent/agent-choice.ts'
import { sessionsOf, taskOf, type Task } from './task.ts'

const base = { name: 'main', commit: 'a'.repeat(40), tree: 'b'.repeat(40) }
const agent: AgentChoice = { kind: 'command', command: 'claude -p' }
const request = { repository: 'r', prompt: 'Parse faster\n\nNumbers first.', agent, attempts: 3 }

/** Ids that count up. */
function counter(): () => string {
  let last = 0
  return () => `n${(last += 1)}`
}

describe('a task', () => {
  it('is what was asked for, from the base that was found', () => {
    expect(taskOf(request, base, 't')).toEqual({
      id: 't',
      repository: 'r',
      title: 'Parse faster',
      prompt: request.prompt,
      base,
      agents: [agent],
      attempts: 3,
    })
    expect(taskOf({ ...request, title: 'Mine' }, base, 't').title).toBe('Mine')
    expect(taskOf({ ...request, prompt: '' }, base, 't').title).toBe('claude -p')
  })

  it('becomes one session for each attempt, the first with its own id', () => {
    const sessions = sessionsOf(taskOf(request, base, 't'), counter())
    expect(sessions.map(({ id, attempt, attempts }) => ({ id, attempt, attempts }))).toEqual([
      { id: 't', attempt: 1, attempts: 3 },
      { id: 'n1', attempt: 2, attempts: 3 },
      { id: 'n2', attempt: 3, attempts: 3 },
    ])
    expect(sessions[2]).toEqual({
      id: 'n2',
      repository: 'r',
      task: 't',
      title: 'Parse faster',
      prompt: request.prompt,
      agent,
      attempt: 3,
      attempts: 3,
      source: null,
      baseName: 'main',
      baseCommit: base.commit,
      baseTree: base.tree,
    })
  })

  it('law: every agent tries it equally often, and no two sessions are the same attempt', () => {
    const agents = fc.uniqueArray(fc.constantFrom<AgentChoice['kind']>('openai', 'command', 'demo'), {
      minLength: 1,
    })
    fc.assert(
      fc.property(agents, fc.integer({ min: 1, max: 20 }), (kinds, attempts) => {
        const task: Task = {
          ...taskOf(request, base, 't'),
          agents: kinds.map((kind) => ({ kind })),
          attempts,
        }
        const sessions = sessionsOf(task, counter())
        expect(sessions).toHaveLength(kinds.length * attempts)
        expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length)
        expect(sessions.map(({ attempt }) => attempt)).toEqual(sessions.map((_, index) => index + 1))
        for (const kind of kinds)
          expect(sessions.filter((session) => session.agent.kind === kind)).toHaveLength(attempts)
      }),
    )
  })
})
