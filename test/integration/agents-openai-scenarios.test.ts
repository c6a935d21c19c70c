import { describe, expect, test } from 'vitest'
import { calls } from '#test/support/scenarios/calls.ts'
import { commands } from '#test/support/scenarios/commands.ts'
import { edits } from '#test/support/scenarios/edits.ts'
import { play, type Happened } from '#test/support/scenarios/play.ts'
import type { Scenario } from '#test/support/scenarios/scenario.ts'
import { server } from '#test/support/scenarios/server.ts'
import { talk } from '#test/support/scenarios/talk.ts'

/** What happened; what is kept; what to do next. */
const wholeMessage = /^.+\. .*What is in the worktree is kept\. .+\.$/

/** A text, or the pattern in its place where it matches: so a difference shows what there was. */
function matched(text: unknown, pattern: RegExp | string | undefined): unknown {
  return pattern instanceof RegExp && typeof text === 'string' && pattern.test(text) ? pattern : text
}

/** What came of a scenario, as far as that says what must. */
function seen({ why, requests, given, shown }: Scenario, happened: Happened): unknown {
  const failure = happened.outcome.kind === 'failed' ? happened.outcome.failure : null
  return {
    ...happened,
    outcome: failure?.kind ?? happened.outcome.kind,
    why: matched(matched(failure?.message, wholeMessage) === wholeMessage ? failure?.message : null, why),
    requests: requests === undefined ? undefined : happened.requests,
    given: given && happened.given.map((text, index) => matched(text, given[index])),
    shown: shown && happened.shown,
  }
}

/** What must come of a scenario, and what must come of each. */
function expected({ ends, why, requests, given, shown, after = {} }: Scenario): unknown {
  return {
    outcome: ends ?? 'completed',
    why: why ?? null,
    requests,
    given,
    shown,
    after,
    open: 0,
    leavesProcess: false,
    keepsKey: false,
  }
}

const groups = [
  ['a model says', talk],
  ['a model runs a command', commands],
  ['a model edits', edits],
  ['a model calls', calls],
  ['a server gives', server],
] as const

describe.each(['responses', 'chat'] as const)('by %s', (api) => {
  describe.each(groups)('%s', (_, scenarios) => {
    const some = scenarios.filter((scenario) => (scenario.api ?? api) === api)
    test.each(some.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
      expect(seen(scenario, await play(scenario, api))).toEqual(expected(scenario))
    })
  })
})

test('each scenario has a name of its own', () => {
  const names = groups.flatMap(([group, scenarios]) => scenarios.map(({ name }) => `${group}: ${name}`))
  expect(names.length).toBeGreaterThan(100)
  expect(new Set(names).size).toBe(names.length)
})
