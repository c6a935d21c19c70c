import { expect, test } from 'vitest'
import type { AgentAnswer, AgentAsk } from '#shared/domain/agent/ask.ts'
import { askCommand, askInput } from './ask-command.ts'

function context(answer: AgentAnswer | null, shell = '/bin/bash') {
  const asks: AgentAsk[] = []
  return {
    asks,
    worktree: '/w',
    shell,
    reason: 'Nothing keeps it.',
    signal: new AbortController().signal,
    newId: () => 'id',
    report: {
      ask(ask: AgentAsk) {
        asks.push(ask)
        return Promise.resolve(answer)
      },
    },
  }
}

test('a command is asked for as it would run, in terms that a rule can be about', async () => {
  const allowed = context({ option: 'once', words: '' })
  expect(await askCommand({ cmd: 'npm test', workdir: 'sub' }, allowed)).toEqual({ ok: true, value: null })
  expect(allowed.asks).toMatchObject([
    {
      text: 'npm test',
      wants: { kind: 'line', line: 'npm test' },
      folder: '/w/sub',
      reason: 'Nothing keeps it.',
    },
  ])
})

test('denied or unanswered it does not run, and the model hears why', async () => {
  const denied = await askCommand({ cmd: 'ls' }, context({ option: 'deny', words: 'not now' }))
  expect(denied).toMatchObject({ ok: false, error: expect.stringContaining('not now') as string })
  expect((await askCommand({ cmd: 'ls' }, context(null))).ok).toBe(false)
})

test('no rule answers for a shell of another grammar, or for what is typed later', async () => {
  for (const [args, shell] of [
    [{ cmd: 'ls' }, '/usr/bin/fish'],
    [{ cmd: 'ls', stdin: true }, '/bin/sh'],
    [{ cmd: 'ls', tty: true }, '/bin/sh'],
  ] as const) {
    const asked = context(null, shell)
    await askCommand(args, asked)
    expect(asked.asks).toMatchObject([{ wants: null }])
  }
})

test('words to a running command are asked for; a look at it and its interruption are not', async () => {
  const asked = context({ option: 'deny', words: '' })
  expect((await askInput({ chars: '' }, asked)).ok).toBe(true)
  expect((await askInput({ chars: '\u0003' }, asked)).ok).toBe(true)
  expect(asked.asks).toEqual([])
  expect((await askInput({ chars: 'rm -rf x\n' }, asked)).ok).toBe(false)
  expect(asked.asks).toMatchObject([{ text: expect.stringContaining('rm -rf x') as string, wants: null }])
})
