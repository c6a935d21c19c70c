import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { AgentOutcome } from '#main/agents/adapter.ts'
import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import type { ServerApi } from '#main/agents/openai/server-memory.ts'
import { isOpen } from '#shared/domain/timeline/timeline-item.ts'
import { isAlive, turnBench, type TurnBench } from '../agent-turn.ts'
import { fromChat } from '../fake-responses-chat.ts'
import { scripted, type WireItem } from '../fake-responses-script.ts'
import { startFakeResponses } from '../fake-responses.ts'
import type { Scenario } from './scenario.ts'

/** What came of a scenario. */
export interface Happened {
  readonly outcome: AgentOutcome
  readonly requests: number
  /** What the tools gave, as the last request has it. */
  readonly given: readonly unknown[]
  /** The kinds and states of all items. */
  readonly shown: readonly string[]
  /** What the files that the scenario names hold afterwards. */
  readonly after: Readonly<Record<string, string | null>>
  /** Items that are shown as if they went on. */
  readonly open: number
  /** Whether the process that is named in the file `pid` goes on. */
  readonly leavesProcess: boolean
  readonly keepsKey: boolean
}

const key = 'sk-test-1234'
const none = { window: 0, rounds: 0, minutes: 0, thousandTokens: 0 }

/** Plays a scenario with the built-in agent; `chat`: by a server that has chat completions alone. */
export async function play(scenario: Scenario, api: ServerApi = 'responses'): Promise<Happened> {
  const bench = turnBench()
  const lacks = scenario.server?.lacks ?? []
  const fake = await startFakeResponses({
    ...scenario.server,
    lacks: api === 'chat' ? [...lacks, 'responses'] : lacks,
  })
  try {
    writeFiles(bench.worktree, scenario.before ?? {})
    const { says, idle } = scenario
    bench.answer = () => Promise.resolve(says === undefined ? null : { option: null, words: says })
    const retry = { delay: () => 1, ...(idle === undefined ? {} : { idle }) }
    const agent = createOpenaiAgent({ retry, killAfter: 200 })
    const context = bench.context(scripted('Work.', ...scenario.steps), { kind: 'openai' })
    const outcome = await agent.startTurn({
      ...context,
      env: { ...context.env, OPENAI_API_KEY: key, OPENAI_BASE_URL: fake.url },
      withheld: ['OPENAI_API_KEY'],
      settings: {
        shell: '',
        openaiBaseUrl: '',
        openaiModel: 'gpt-5.5',
        openaiLimits: { ...none, ...scenario.limits },
      },
    }).done
    const asked = fake.requests.filter((one) => one.path.includes('chat') === (api === 'chat'))
    const last = asked.at(-1)?.body ?? {}
    const input = ((api === 'chat' ? fromChat(last) : last)['input'] ?? []) as readonly WireItem[]
    return {
      outcome,
      requests: asked.length,
      given: input.flatMap((item) => (item.type?.endsWith('_output') ? [item['output']] : [])),
      shown: bench.items().map(({ kind, state }) => `${kind} ${state}`),
      after: Object.fromEntries(
        Object.keys(scenario.after ?? {}).map((name) => [name, contentOf(bench, name)]),
      ),
      open: bench.items().filter(isOpen).length,
      leavesProcess: isAlive(Number(contentOf(bench, 'pid') ?? Number.NaN)),
      keepsKey: readFileSync(path.join(bench.folder, 'rollout.jsonl'), 'utf8').includes(key),
    }
  } finally {
    await fake.close()
    bench.remove()
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), content)
  }
}

function contentOf({ worktree }: TurnBench, name: string): string | null {
  const file = path.join(worktree, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
