import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import type { AnyContractProcedure } from '@orpc/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { unwrap } from '#shared/base/result.ts'
import { contract } from '#shared/contract/index.ts'
import { memoryChannels } from '#shared/rpc/channel.ts'
import { createChannelLink, createWorkbenchClient } from '#shared/rpc/client.ts'
import { greet } from '#shared/rpc/greeting.ts'
import { prove } from '#main/rpc/prove.ts'
import { randomToken } from '#main/system/random-token.ts'
import { createRouter, type Services } from '#main/router.ts'
import { breaches, createRpcServer, type Fault } from '#main/rpc/server.ts'
import { socketChannel } from '#main/rpc/socket-channel.ts'
import { SocketAcceptor } from '#main/web/socket-acceptor.ts'
import { listen, type Listener, type ListenerLimits, type Upgrade } from '#main/web/listener.ts'
import { until } from '#test/support/until.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'

interface Call {
  readonly noun: string
  readonly verb: string
  readonly input: unknown
}

/** Services that only write down what reached them. To most what they answer is not what the contract says. */
function recordingServices(calls: Call[]): Services {
  const nouns = Object.entries(contract).map(([noun, procedures]) => [
    noun,
    Object.fromEntries(
      Object.keys(procedures).map((verb) => [
        verb,
        (input: unknown) => {
          calls.push({ noun, verb, input })
          return { ok: true, value: null }
        },
      ]),
    ),
  ])
  return Object.fromEntries(nouns) as Services
}

/** The contract's own validation of what reached a service. */
async function isValid(call: Call): Promise<boolean> {
  const procedures = contract[call.noun as keyof typeof contract] as Record<string, AnyContractProcedure>
  const schema = procedures[call.verb]?.['~orpc'].inputSchema
  if (!schema) return true
  return (await schema['~standard'].validate(call.input)).issues === undefined
}

/** A small generator of random numbers (mulberry32): the same seed gives the same messages. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Real messages of a client, of every procedure. */
async function realMessages(): Promise<readonly string[]> {
  const messages: string[] = []
  const [near, far] = memoryChannels()
  far.listen({
    message: (message) =>
      void messages.push(typeof message === 'string' ? message : Buffer.from(message).toString()),
    close: () => undefined,
  })
  const client = createWorkbenchClient(createChannelLink(near))
  const session = 'abcdefgh'
  const asks = [
    client.workbench.info(),
    client.repository.open({ path: '/tmp/x' }),
    client.session.get({ session }),
    client.session.rename({ session, title: 'title' }),
    client.session.followUp({ session, text: 'go on' }),
    client.session.watch(),
    client.changeset.file({ session, path: 'a/b.txt' }),
    client.review.decide({ session, decisions: [{ hunk: 'h1', verdict: 'accept' }] }),
    client.review.edit({ session, path: 'a', oid: 'f00', start: 1, lines: 1, text: 'x\n' }),
    client.landing.land({ session, branch: 'main', message: 'm', identity: { name: 'a', email: 'b' } }),
  ]
  for (const ask of asks) ask.catch(() => undefined)
  await until('all messages', () => messages.length === asks.length)
  near.close()
  return messages
}

const oddValues = [
  'null',
  '{}',
  '[]',
  '-1',
  '1e309',
  '"../../etc/passwd"',
  '"\\u0000"',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '"/constructor/constructor"',
  '"/workbench/__proto__"',
  '[[[[[[[[[[]]]]]]]]]]',
  `"${'x'.repeat(5000)}"`,
]

/** One random or mutated message. */
function hostileMessage(real: readonly string[], pick: (below: number) => number): string | Buffer {
  const one = real[pick(real.length)] ?? ''
  const bytes = Buffer.from(one)
  switch (pick(6)) {
    case 0:
      return Buffer.from(Array.from({ length: pick(200) }, () => pick(256)))
    case 1: {
      for (let count = 1 + pick(6); count > 0; count -= 1) bytes[pick(bytes.length)] = pick(256)
      return pick(2) === 0 ? bytes : bytes.toString('latin1')
    }
    case 2:
      return one.slice(0, pick(one.length))
    case 3: {
      const other = real[pick(real.length)] ?? ''
      return one.slice(0, pick(one.length)) + other.slice(pick(other.length))
    }
    case 4: {
      // One of its values replaced.
      const values = [...one.matchAll(/"[^"]*"|\d+/g)]
      const value = values[pick(values.length)]
      const odd = oddValues[pick(oddValues.length)] ?? ''
      return value ? one.slice(0, value.index) + odd + one.slice(value.index + value[0].length) : odd
    }
    default:
      return pick(2) === 0 ? one : (oddValues[pick(oddValues.length)] ?? '')
  }
}

let calls: Call[]
let faults: Fault[]
let listener: Listener
let acceptor: SocketAcceptor
let server: ReturnType<typeof createRpcServer>

async function serve(limits?: ListenerLimits): Promise<void> {
  const enterDoor: Upgrade = (request, socket, head) =>
    acceptor.accept(request, socket, head, { secret: 's', allow: () => null }, (channel) =>
      server.serve(channel),
    )
  const upgrades = new Map([['/rpc', enterDoor]])
  listener = unwrap(await listen(0, { upgrades }, limits))
}

beforeEach(() => {
  calls = []
  faults = []
  acceptor = new SocketAcceptor('1')
  server = createRpcServer({
    router: createRouter(recordingServices(calls)),
    report: (fault) => faults.push(fault),
  })
})
afterEach(() => {
  acceptor.terminate()
  listener.stop()
})

async function dial(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${listener.address}/rpc`)
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return socket
}

async function enter(): Promise<WebSocket> {
  const socket = await dial()
  const greeting = await greet(socketChannel(socket), {
    secret: 's',
    version: '1',
    nonce: randomToken(),
    prove,
  })
  if (!('channel' in greeting)) throw new Error('not let in')
  return socket
}

it('random and mutated messages crash nothing, and none gets past validation', async () => {
  await serve()
  const real = await realMessages()
  const pick = random(20_240_607)
  const total = long ? 100_000 : 4000
  let socket = await enter()
  for (let sent = 0; sent < total; sent += 1) {
    if (socket.readyState !== WebSocket.OPEN) socket = await enter()
    const hostile = hostileMessage(real, pick)
    // An id that was used already is not answered again.
    const message = typeof hostile === 'string' ? hostile.replace(/"i":"\d+"/, `"i":"${sent + 1}"`) : hostile
    await new Promise((resolve) => socket.send(message, resolve))
    if (sent % 500 === 0) {
      socket.terminate()
      socket = await enter()
    }
  }
  const client = createWorkbenchClient(createChannelLink(await greeted(await dial())))
  await client.session.rename({ session: 'last', title: 'it still answers' })
  expect(calls.at(-1)).toMatchObject({ verb: 'rename', input: { session: 'last' } })
  // Some got through as what they are, so that the rest was not just never read.
  expect(calls.length).toBeGreaterThan(total / 50)
  const invalid: unknown[] = []
  for (const call of calls) if (!(await isValid(call))) invalid.push(call)
  expect(invalid).toEqual([])
  expect(faults.filter(({ error }) => breaches(error).length === 0)).toEqual([])
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  if (long)
    process.stdout.write(`${total} messages were sent; ${calls.length} got past validation, and were valid\n`)
}, 300_000)

async function greeted(socket: WebSocket) {
  const greeting = await greet(socketChannel(socket), {
    secret: 's',
    version: '1',
    nonce: randomToken(),
    prove,
  })
  if (!('channel' in greeting)) throw new Error('not let in')
  return greeting.channel
}

it('a message that is too large ends its connection and nothing else', async () => {
  await serve()
  const socket = await enter()
  const closed = once(socket, 'close')
  // Only the header of a frame of 200 MB: nothing of it has to come for it to be refused.
  // Written below ws, which would not send such a frame; it names its socket so.
  // oxlint-disable-next-line no-underscore-dangle
  const raw = (socket as unknown as { _socket: Socket })._socket
  const header = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x0b, 0xeb, 0xc2, 0, 1, 2, 3, 4])
  raw.write(header)
  const [code] = (await closed) as [number]
  expect([1006, 1009]).toContain(code)
  const other = createWorkbenchClient(createChannelLink(await greeted(await dial())))
  expect(await other.session.stop({ session: 'a' })).toMatchObject({ ok: true })
})

it('connections that say nothing, or never finish, are bounded in number and time', async () => {
  await serve({ patience: 400, connections: 20 })
  const sockets = Array.from({ length: 60 }, (_, at) => {
    const socket = connectSocket(listener.port, '127.0.0.1').resume()
    socket.on('error', () => undefined)
    socket.on('connect', () => at % 2 === 0 && socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-A: '))
    return socket
  })
  const open = (): number => sockets.filter((socket) => !socket.destroyed).length
  await until('those over the limit to be cut', () => open() <= 20)
  // Nobody is kept out by those that are there.
  const first = createWorkbenchClient(createChannelLink(await greeted(await dial())))
  expect(await first.session.stop({ session: 'a' })).toMatchObject({ ok: true })
  await until('the rest to be cut in time', () => open() === 0)
  const client = createWorkbenchClient(createChannelLink(await greeted(await dial())))
  expect(await client.session.stop({ session: 'a' })).toMatchObject({ ok: true })
})

it('a connection that a browser opened ahead and did not use is closed without an answer', async () => {
  await serve({ patience: 400, connections: 20 })
  const said = async (words: string): Promise<string> => {
    const socket = connectSocket(listener.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.write(words)
    await once(socket, 'close')
    return answer
  }
  expect(await Promise.all([said(''), said('GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ')])).toEqual([
    '',
    expect.stringMatching(/^HTTP\/1\.1 400 /),
  ])
})

it('strangers that say no hello are bounded in number, and keep nobody out', async () => {
  await serve()
  const sockets = Array.from({ length: 60 }, () => new WebSocket(`ws://${listener.address}/rpc`))
  const over = new Set<WebSocket>()
  for (const socket of sockets)
    for (const event of ['error', 'close']) socket.on(event, () => over.add(socket))
  const isOpen = (socket: WebSocket): boolean => socket.readyState === WebSocket.OPEN && !over.has(socket)
  await until('the first of them to have lost their places', () => over.size >= 60 - 32)
  await until('all to be answered', () => sockets.every((socket) => over.has(socket) || isOpen(socket)))
  expect(sockets.filter(isOpen).length).toBeLessThanOrEqual(32)
  const client = createWorkbenchClient(createChannelLink(await greeted(await dial())))
  expect(await client.session.stop({ session: 'a' })).toMatchObject({ ok: true })
})
