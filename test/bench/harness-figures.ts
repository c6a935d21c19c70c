import { createOpenaiAgent } from '#main/agents/openai/adapter.ts'
import type { ServerApi } from '#main/agents/openai/server-memory.ts'
import { turnBench } from '#test/support/agent-turn.ts'
import { startFakeResponses } from '#test/support/fake-responses.ts'
import type { ScriptStep } from '#test/support/fake-responses-script.ts'
import { type Figure, figure } from './figures.ts'

const responses = 200
/** A call that starts no process, so that what is measured is the harness. */
const call: ScriptStep = { plan: [['measure', 'in_progress']] }

/**
 * What the built-in agent adds to its model: from one request to the next, with an answer that the server gives at once and
 * a call between that does nothing, the writing of both to the disk counted in; and from the start of a turn to its first
 * request. The server is in the same process, and what it does is counted in too.
 */
export async function harnessFigures(runs: number): Promise<readonly Figure[]> {
  const [first = Number.NaN] = await starts('responses', 1)
  return [
    figure('request to next request, Responses API', 'ms', await rounds('responses'), median(5)),
    figure('request to next request, chat completions', 'ms', await rounds('chat'), median(5)),
    figure('start of a turn to its first request', 'ms', await starts('responses', runs * 3), median(150)),
    figure('the same, the first turn of a process', 'ms', [first], median(150)),
  ]
}

const median = (atMost: number) => ({ of: 'median', atMost }) as const

async function rounds(api: ServerApi): Promise<readonly number[]> {
  const times: number[] = []
  await turns(api, 1, (number) => {
    times.push(performance.now())
    return number < responses ? call : { say: 'Done.' }
  })
  // The first ones find everything cold.
  return times
    .slice(1)
    .map((time, index) => time - (times[index] ?? 0))
    .slice(5)
}

async function starts(api: ServerApi, count: number): Promise<readonly number[]> {
  const samples: number[] = []
  let startedAt = 0
  await turns(
    api,
    count,
    () => {
      samples.push(performance.now() - startedAt)
      return { say: 'Done.' }
    },
    () => (startedAt = performance.now()),
  )
  return samples
}

/** Plays turns one after the other; `play` says what the model does at each request. */
async function turns(
  api: ServerApi,
  count: number,
  play: (number: number) => ScriptStep,
  starting: () => void = () => undefined,
): Promise<void> {
  let number = 0
  const fake = await startFakeResponses({
    lacks: api === 'chat' ? ['responses'] : [],
    keeps: 1,
    play: () => play((number += 1)),
  })
  const bench = turnBench({ OPENAI_API_KEY: 'sk-bench', OPENAI_BASE_URL: fake.url })
  try {
    const agent = createOpenaiAgent()
    for (let turn = 0; turn < count; turn += 1) {
      const context = bench.context('Go.', { kind: 'openai' })
      starting()
      const outcome = await agent.startTurn(context).done
      if (outcome.kind !== 'completed') throw new Error(`a turn of the bench ended: ${outcome.kind}`)
    }
  } finally {
    await fake.close()
    bench.remove()
  }
}
