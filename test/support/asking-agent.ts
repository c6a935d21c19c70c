import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { AgentAsk } from '#shared/domain/agent/ask.ts'
import type { AgentOutcome, AgentTurn, TurnContext } from '#main/agents/adapter.ts'
import type { AgentManifest } from '#main/agents/manifest.ts'
import { until } from './until.ts'

/** What the agent does, one after another; its prompt is a list of these as JSON. */
export type AskingStep =
  /** Asks, and writes what it got as a line of `answers.txt`. It goes on without once the file `withdrawnBy` is there. */
  | { readonly ask: AgentAsk; readonly withdrawnBy?: string }
  | { readonly together: readonly AskingStep[] }
  | { readonly write: string; readonly text: string }
  | { readonly say: string }
  /** Runs a line in a process of the turn. */
  | { readonly run: string }
  /** Waits until a file is there; words that steer it meanwhile become lines of `steered.txt`. */
  | { readonly waitFor: string }
  /** Takes no words while it works. */
  | { readonly deaf: true }

/** The prompt that has the agent do these. */
export const askingPrompt = (...steps: readonly AskingStep[]): string => JSON.stringify(steps)

type Approval = Extract<AgentAsk, { readonly kind: 'approval' }>

/** An approval with the answers that most agents offer. */
export function approval(id: string, text: string, more: Partial<Approval> = {}): Approval {
  return {
    kind: 'approval',
    id,
    text,
    wants: null,
    reason: '',
    folder: null,
    touches: [],
    diff: null,
    options: [
      { id: 'once', label: 'Allow once', effect: 'allowOnce' },
      { id: 'session', label: 'Allow for this session', effect: 'allowSession' },
      { id: 'no', label: 'Deny', effect: 'declineOnce' },
    ],
    ...more,
  }
}

/** An approval of a command line, which rules can answer. */
export function commandApproval(id: string, line: string, more: Partial<Approval> = {}): Approval {
  return approval(id, line, {
    wants: { kind: 'line', line },
    options: [
      { id: 'yes', label: 'Yes', effect: 'allowOnce' },
      { id: 'ever', label: 'Yes, always', effect: 'allowAlways' },
      { id: 'no', label: 'No', effect: 'declineOnce' },
      { id: 'never', label: 'Never', effect: 'declineAlways' },
    ],
    ...more,
  })
}

/** A turn that plays its prompt. Answers are written in its worktree, so that a test reads what the agent got. */
function play(context: TurnContext): AgentTurn {
  const { worktree, report, env, mark } = context
  const stop = new AbortController()
  let isDeaf = false
  let isOver = false
  const note = (file: string, value: unknown): void =>
    appendFileSync(path.join(worktree, file), `${JSON.stringify(value)}\n`)
  const isThere = (file: string): boolean => existsSync(path.join(worktree, file))
  const step = async (one: AskingStep): Promise<void> => {
    if (stop.signal.aborted) return
    if ('together' in one) await Promise.all(one.together.map(step))
    else if ('ask' in one) {
      const withdrawn = new AbortController()
      const asked = report.ask(one.ask, withdrawn.signal)
      const file = one.withdrawnBy
      if (file !== undefined) await until(file, () => isThere(file), 60_000)
      if (file !== undefined) withdrawn.abort()
      note('answers.txt', { id: one.ask.id, answer: await asked })
    } else if ('write' in one) writeFileSync(path.join(worktree, one.write), one.text)
    else if ('say' in one)
      report.item({ id: `said-${one.say}`, kind: 'message', state: 'completed', text: one.say })
    else if ('waitFor' in one)
      await until(one.waitFor, () => stop.signal.aborted || isThere(one.waitFor), 60_000)
    else if ('deaf' in one) isDeaf = true
    else {
      const child = spawn('/bin/sh', ['-c', one.run], {
        cwd: worktree,
        env: { ...env, ...mark },
        stdio: 'ignore',
      })
      await once(child, 'close')
    }
  }
  const run = async (): Promise<AgentOutcome> => {
    for (const one of stepsOf(context.prompt)) await step(one)
    isOver = true
    return stop.signal.aborted ? { kind: 'interrupted' } : { kind: 'completed' }
  }
  const done = run()
  return {
    done,
    async interrupt() {
      stop.abort()
      await done
    },
    steer(text) {
      const takes = !isDeaf && !isOver
      if (takes) note('steered.txt', text)
      return Promise.resolve(takes)
    },
  }
}

/** A follow-up in plain words is only said. */
function stepsOf(prompt: string): readonly AskingStep[] {
  return prompt.startsWith('[') ? (JSON.parse(prompt) as AskingStep[]) : [{ say: prompt }]
}

/** An agent that does what its prompt says, asks and can be steered: for tests. */
export const askingAgent: AgentManifest = {
  kind: 'asking',
  name: 'Asking agent',
  icon: 'program',
  program: null,
  find: () => Promise.resolve({ available: true, note: 'It is always there.' }),
  options: z.strictObject({}),
  capabilities: ['followUp', 'steer', 'approve', 'ask'],
  secrets: [],
  stateFolders: [],
  stateSettings: [],
  domains: [],
  createAdapter: () => Promise.resolve({ kind: 'asking', startTurn: play, dispose: () => Promise.resolve() }),
}
