#!/usr/bin/env node
// An agent that speaks ACP over its standard input and output and does what its prompt says: a list of steps as JSON
// between two “@@”. What it offers is in FAKE_ACP as JSON; each message that it gets is a line of the file FAKE_ACP_LOG.
import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'

const offer = JSON.parse(process.env['FAKE_ACP'] ?? '{}')
const kept = process.env['FAKE_ACP_STATE']
if (process.argv.includes('--version')) {
  process.stdout.write('scripted-acp 1.2.3\n')
  process.exit(0)
}
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const waiting = new Map()
let asked = 0
const ask = (method, params) =>
  new Promise((resolve) => {
    asked += 1
    waiting.set(`a${asked}`, resolve)
    send({ id: `a${asked}`, method, params })
  })

/** The session's folder, and what is to be told when its turn is cancelled. */
const sessions = new Map()
const offered = () => ({
  ...(offer.modes ? { modes: offer.modes } : {}),
  ...(offer.models ? { models: offer.models } : {}),
  ...(offer.configOptions ? { configOptions: offer.configOptions } : {}),
})
const failure = (message, code = -32603) => Object.assign(new Error(message), { code })

const steps = {
  say: ({ say, update }) => update('agent_message_chunk', { content: { type: 'text', text: say } }),
  think: ({ think, update }) => update('agent_thought_chunk', { content: { type: 'text', text: think } }),
  update: ({ update: raw, tell }) => tell(raw),
  // Its own process goes on after it, as some agents' commands do.
  sh: ({ sh, cwd }) => new Promise((resolve) => execFile('/bin/sh', ['-c', sh], { cwd }, () => resolve())),
  write: ({ write, text, cwd }) => {
    writeFileSync(path.join(cwd, write), text)
  },
  // The answer is a line of answers.txt.
  ask: async ({ ask: request, session, cwd }) => {
    const { outcome } = await ask('session/request_permission', { sessionId: session, ...request })
    appendFileSync(path.join(cwd, 'answers.txt'), `${outcome.outcome} ${outcome.optionId ?? ''}\n`)
  },
  request: async ({ request, params, cwd }) => {
    const answer = await ask(request, params)
    appendFileSync(path.join(cwd, 'answers.txt'), `${JSON.stringify(answer)}\n`)
  },
  untilCancelled: ({ state }) => state.cancelled,
  forever: () => new Promise(() => undefined),
  exit: ({ exit }) => process.exit(exit),
}

const answers = {
  initialize: () => ({
    protocolVersion: offer.protocolVersion ?? 1,
    agentInfo: { name: 'scripted-acp', version: '1.2.3' },
    agentCapabilities: {
      loadSession: offer.load === true,
      promptCapabilities: { image: offer.image === true },
      ...offer.capabilities,
    },
  }),
  'session/new': ({ cwd }) => {
    if (offer.refuse) throw failure(offer.refuse)
    const sessionId = `session-${process.pid}`
    sessions.set(sessionId, { cwd })
    if (kept) {
      mkdirSync(kept, { recursive: true })
      writeFileSync(path.join(kept, sessionId), '')
    }
    return { sessionId, ...offered() }
  },
  'session/load': ({ sessionId, cwd }) => {
    if (!kept || !existsSync(path.join(kept, sessionId))) throw failure('Resource not found', -32002)
    sessions.set(sessionId, { cwd })
    const content = { type: 'text', text: 'said in an earlier turn' }
    send({
      method: 'session/update',
      params: { sessionId, update: { sessionUpdate: 'agent_message_chunk', content } },
    })
    return offered()
  },
  'session/set_mode': () => ({}),
  'session/set_model': () => ({}),
  'session/set_config_option': () => ({ configOptions: offer.configOptions ?? [] }),
  'session/prompt': async ({ sessionId, prompt }) => {
    const state = sessions.get(sessionId)
    const { cwd } = state
    let cancel = () => undefined
    state.cancelled = new Promise((resolve) => (cancel = resolve))
    state.cancel = () => {
      state.isCancelled = true
      cancel()
    }
    const text = prompt.map((block) => block.text ?? '').join('')
    const tell = (update) => send({ method: 'session/update', params: { sessionId, update } })
    const update = (kind, more) => tell({ sessionUpdate: kind, ...more })
    // What it is told of earlier turns may have such a list, too.
    const script = text.split('@@').at(-2)
    for (const step of script ? JSON.parse(script) : [{ say: 'Done.' }]) {
      if (state.isCancelled) return { stopReason: 'cancelled' }
      if (step.stop) return { stopReason: step.stop }
      if (step.usage) return { stopReason: 'end_turn', usage: step.usage }
      if (step.fail) throw failure(step.fail)
      const kind = Object.keys(steps).find((name) => name in step && !(name === 'update' && step.say))
      await steps[kind]({ session: sessionId, cwd, state, tell, ...step, update: step.update ?? update })
    }
    return { stopReason: state.isCancelled ? 'cancelled' : 'end_turn' }
  },
}
for await (const line of createInterface({ input: process.stdin })) {
  if (process.env['FAKE_ACP_LOG']) appendFileSync(process.env['FAKE_ACP_LOG'], `${line}\n`)
  const { id, method, params, result, error } = JSON.parse(line)
  if (method === undefined) {
    waiting.get(id)?.(result ?? { error })
    waiting.delete(id)
  } else if (method === 'session/cancel' && offer.deaf !== true) sessions.get(params.sessionId)?.cancel?.()
  else if (id !== undefined)
    void Promise.resolve()
      .then(() => {
        if (!answers[method]) throw failure('Method not found', -32601)
        return answers[method](params)
      })
      .then(
        (given) => send({ id, result: given }),
        ({ message, code }) => send({ id, error: { code, message } }),
      )
}
