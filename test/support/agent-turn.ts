import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { TokenUsage, TurnContext } from '#main/agents/adapter.ts'
import { processGroups } from '#main/agents/containment.ts'
import { knownAgents } from '#main/agents/registry.ts'
import { withheldSecrets } from '#main/agents/secrets.ts'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import { temporaryFolder } from './repository.ts'

/** A place for turns: a worktree, a state folder, and a record of everything that was reported. */
export interface TurnBench {
  readonly worktree: string
  readonly folder: string
  /** The newest state of every item, in the order in which they appeared. */
  items(): AgentItem[]
  /** Every report of every item, in order. */
  readonly reports: readonly AgentItem[]
  readonly activities: readonly string[]
  readonly usages: readonly TokenUsage[]
  /** Where files were to be kept, in order. */
  readonly checkpoints: readonly { readonly item: string; readonly mark: string | null }[]
  /** What was asked, in order; `answer` is what answers, nobody at first. */
  readonly asks: readonly AgentAsk[]
  answer: (ask: AgentAsk) => Promise<AgentAnswer | null>
  /** Kept output of an item, as text. */
  output(item: string): string
  /** Resolves when something was reported or written that makes `fact` true. */
  until(fact: () => boolean): Promise<void>
  context(prompt: string, choice: AgentChoice, changes?: Partial<TurnContext>): TurnContext
  read(file: string): string
  remove(): void
}

/** Makes a bench under the system's temporary folder. `env` is all that the person's environment holds. */
export function turnBench(env: Record<string, string | undefined> = {}): TurnBench {
  const root = temporaryFolder('winnow-agents-')
  const worktree = path.join(root.path, 'work tree')
  const folder = path.join(root.path, 'state')
  mkdirSync(worktree)
  mkdirSync(folder)
  const items = new Map<string, AgentItem>()
  const outputs = new Map<string, Buffer[]>()
  const reports: AgentItem[] = []
  const activities: string[] = []
  const usages: TokenUsage[] = []
  const asks: AgentAsk[] = []
  const checkpoints: { item: string; mark: string | null }[] = []
  let turn = 0
  let waiting: (() => void)[] = []
  const changed = (): void => {
    const all = waiting
    waiting = []
    for (const check of all) check()
  }
  const output = (item: string): string => Buffer.concat(outputs.get(item) ?? []).toString('utf8')
  const bench: TurnBench = {
    worktree,
    folder,
    items: () => [...items.values()],
    reports,
    activities,
    usages,
    checkpoints,
    asks,
    answer: () => new Promise(() => undefined),
    output,
    until: (fact) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (fact()) resolve()
          else waiting.push(check)
        }
        check()
      }),
    context(prompt, choice, changes = {}) {
      turn += 1
      const whole = { PATH: process.env['PATH'], HOME: root.path, SHELL: '/bin/sh', ...env }
      return {
        session: 'session-1',
        turn,
        worktree,
        prompt,
        pictures: [],
        choice,
        folder,
        env: whole,
        withheld: withheldSecrets(choice, changes.env ?? whole, knownAgents),
        mark: {},
        containment: processGroups(''),
        sandbox: null,
        hidden: [],
        settings: { shell: '', openaiBaseUrl: '', openaiModel: 'gpt-5.5' },
        key: () => Promise.resolve(null),
        standing: () => Promise.resolve({ task: prompt, rejected: [] }),
        propose: () => Promise.resolve({ ok: true, value: 'Shown.' }),
        reviewServer: null,
        servers: () =>
          Promise.resolve({ setups: [], problems: [], isTrusted: () => true, trust: () => undefined }),
        report: {
          item(item) {
            items.set(item.id, item)
            reports.push(item)
            changed()
          },
          output(item, bytes) {
            const kept = outputs.get(item) ?? []
            kept.push(Buffer.from(bytes))
            outputs.set(item, kept)
            changed()
            return Promise.resolve()
          },
          activity(text) {
            activities.push(text)
            changed()
          },
          ask(ask, withdrawn) {
            asks.push(ask)
            changed()
            const gone = new Promise<null>((resolve) => {
              withdrawn?.addEventListener('abort', () => resolve(null))
            })
            return Promise.race([bench.answer(ask), gone])
          },
          usage(usage) {
            usages.push(usage)
          },
          checkpoint(item, mark) {
            checkpoints.push({ item, mark: mark ?? null })
            return Promise.resolve()
          },
        },
        ...changes,
      }
    },
    read: (file) => readFileSync(path.join(worktree, file), 'utf8'),
    remove: () => root.remove(),
  }
  return bench
}

/** Whether a process exists and is more than an entry that nobody collected. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc/self') || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
