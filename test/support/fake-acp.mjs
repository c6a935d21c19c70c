#!/usr/bin/env node
// An agent that speaks ACP as far as Winnow needs it: it runs its prompt as a command line, in its session's folder.
import { execFile } from 'node:child_process'
import { createInterface } from 'node:readline'

let folder = '/'
const answers = {
  initialize: () => ({ protocolVersion: 1, agentCapabilities: {} }),
  'session/new': ({ cwd }) => {
    folder = cwd
    return { sessionId: 'one' }
  },
  'session/set_mode': () => ({}),
  'session/prompt': ({ prompt }) =>
    new Promise((resolve) => {
      const line = prompt.map(({ text }) => text ?? '').join('')
      execFile('/bin/sh', ['-c', line], { cwd: folder }, () => resolve({ stopReason: 'end_turn' }))
    }),
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) continue
  void Promise.resolve(answers[method]?.(params) ?? {}).then((result) =>
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`),
  )
}
