import { once } from 'node:events'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Gate } from '#main/agents/network/gate.ts'
import { serveProxy } from '#main/agents/network/proxy.ts'
import type { NetworkAnswer } from '#main/agents/network-asks.ts'
import { echoServer, portOf, standIn, TestOutside } from '#test/support/outside.ts'
import { firstLine, notingServer, rawClient, tunnelTo, type RawClient } from '#test/support/raw-client.ts'
import { until } from '#test/support/until.ts'

/* The proxy on plain sockets of this machine; in a turn its own are in the turn's network. */

interface Question {
  readonly host: string
  readonly reason: string
  answer(said: NetworkAnswer): void
}

let proxy: { close(): void }
let proxyPort: number
let gate: Gate
let over: AbortController
let outside: TestOutside
let questions: Question[]
/** What is allowed without a word; else the test answers. */
let allowed: Set<string>
let echo: Server
let leads: string[]
/** The person's environment. */
let env: Record<string, string>
const servers: (Server | HttpServer)[] = []
const sockets: Socket[] = []

beforeEach(async () => {
  questions = []
  allowed = new Set()
  leads = [standIn(1)]
  env = {}
  echo = echoServer()
  servers.push(echo)
  let port = await portOf(echo)
  over = new AbortController()
  outside = new TestOutside(
    {
      'a.example': () => leads,
      'model.example': [standIn(2)],
      'telemetry.example': [standIn(3)],
      'inner.example': ['127.0.0.1'],
      'mapped.example': ['::ffff:127.0.0.1'],
      'cloud.example': ['169.254.169.254'],
      'mixed.example': ['127.0.0.1', standIn(4), '::1'],
      'near.example': ['10.1.2.3'],
      'dead.example': ['127.0.0.1'],
    },
    () => port,
  )
  usePort = (other) => void (port = other)
  gate = new Gate({
    reach: {
      allowed: ['model.example'],
      needless: ['telemetry.example'],
      configured: [{ host: '127.0.0.1', port }],
    },
    asks: {
      mayReach: (host, reason, withdrawn) => {
        if (allowed.has(host)) return Promise.resolve('allowed')
        return new Promise((resolve) => {
          questions.push({ host, reason, answer: resolve })
          withdrawn?.addEventListener('abort', () => resolve('unanswered'))
        })
      },
    },
    outside,
    over: over.signal,
    env,
  })
  const listening = createServer({ allowHalfOpen: true })
  proxyPort = await portOf(listening)
  proxy = serveProxy(listening, gate)
})
let usePort: (port: number) => void = () => undefined

afterEach(async () => {
  over.abort()
  proxy.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})

function raw(text?: string): RawClient {
  const client = rawClient(proxyPort, text)
  sockets.push(client.socket)
  return client
}

/** The whole answer to a request after which the proxy closes. */
async function whole(text: string): Promise<string> {
  const { socket, said, ended } = raw(text)
  socket.on('end', () => socket.end())
  await ended
  return said()
}

/** A web server behind every stand-in, which notes what it got. */
async function web(answer?: (request: IncomingMessage) => string): Promise<readonly string[]> {
  const { server, got } = notingServer(answer)
  servers.push(server)
  usePort(await portOf(server))
  return got
}

test('a tunnel to what is allowed passes on what both say, also what came with the request', async () => {
  const { said, socket } = raw(`${tunnelTo('model.example:443')}early `)
  await until('it is there', () => said().endsWith('early '))
  socket.write('late')
  await until('it came back', () => said().endsWith('late'))
  expect(said()).toBe('HTTP/1.1 200 Connection established\r\n\r\nhello early late')
  expect(questions).toEqual([])
  expect(outside.connected).toEqual([`${standIn(2)} 443`])
})

test('another host waits for its answer, and is refused in a sentence that says who refused it', async () => {
  const answered = whole(tunnelTo('a.example:443'))
  await until('it is asked', () => questions.length === 1)
  // Whatever would be looked up before could be told by its name.
  expect(outside.resolved).toEqual([])
  questions[0]?.answer('denied')
  expect(await answered).toBe(
    [
      ...[
        'HTTP/1.1 403 Not allowed by Winnow',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Length: 77',
      ],
      ...[
        'Connection: close',
        '',
        'Winnow: The person denied a connection to a.example, by an answer or a rule.\n',
      ],
    ].join('\r\n'),
  )
  expect(outside.connected).toEqual([])
})

test('a port that is not one of the web is asked about with its host, also of a model', async () => {
  void whole(tunnelTo('model.example:22'))
  void whole(tunnelTo('a.example:25'))
  await until('both are asked', () => questions.length === 2)
  expect(questions.map(({ host }) => host)).toEqual(['model.example:22', 'a.example:25'])
})

test('two hundred connections wait for one answer', async () => {
  let waiting = 0
  const connectTo = gate.connect.bind(gate)
  gate.connect = (target) => {
    waiting += 1
    return connectTo(target)
  }
  const all = Array.from({ length: 200 }, () => raw(tunnelTo('a.example:443')))
  await until('all wait', () => waiting === 200)
  expect(questions).toHaveLength(1)
  questions[0]?.answer('allowed')
  allowed.add('a.example')
  for (const { said } of all) await until('it is there', () => said().endsWith('hello '))
  expect(questions).toHaveLength(1)
})

test('many hosts are asked about a few at a time', async () => {
  for (let at = 0; at < 20; at += 1) raw(tunnelTo(`h${at}.example:443`))
  await until('four are asked', () => questions.length === 4)
  questions[1]?.answer('denied')
  await until('the next is', () => questions.length === 5)
  expect(new Set(questions.map(({ host }) => host)).size).toBe(5)
})

test('the end of a turn withdraws what waits', async () => {
  const answered = whole(tunnelTo('a.example:443'))
  await until('it is asked', () => questions.length === 1)
  over.abort()
  expect(await answered).toContain('Winnow: Nobody answered whether to connect to a.example.')
})

test('what this machine or its cloud serves is refused without a question, however it is named', async () => {
  allowed = new Set(['inner.example', 'mapped.example', 'cloud.example', 'near.example'])
  for (const place of [
    ...[
      'localhost:443',
      'x.localhost:80',
      '127.0.0.1:9',
      '127.1:443',
      '[::1]:443',
      '0.0.0.0:443',
      '2130706433:80',
    ],
    ...['[::ffff:127.0.0.1]:443', '192.0.2.7:443', '169.254.169.254:80', '[fe80::1]:443', '224.0.0.1:443'],
    ...['inner.example:443', 'mapped.example:443', 'cloud.example:80'],
  ])
    expect([place, firstLine(await whole(tunnelTo(place)))]).toEqual([
      place,
      'HTTP/1.1 403 Not allowed by Winnow',
    ])
  expect(questions).toEqual([])
  expect(outside.connected).toEqual([])
})

test('a name is looked up once, and connected to where that led', async () => {
  allowed.add('a.example')
  let looks = 0
  const names = outside.resolve.bind(outside)
  outside.resolve = async (host) => {
    looks += 1
    if (looks > 1) leads = ['127.0.0.1']
    return names(host)
  }
  const { said } = raw(tunnelTo('a.example:443'))
  await until('it is there', () => said().endsWith('hello '))
  expect(looks).toBe(1)
  // The next connection asks anew, and is refused what it leads to then.
  expect(firstLine(await whole(tunnelTo('a.example:443')))).toBe('HTTP/1.1 403 Not allowed by Winnow')
  expect(outside.connected).toEqual([`${standIn(1)} 443`])
})

test('of several addresses only those are tried that anyone may have', async () => {
  allowed.add('mixed.example')
  const { said } = raw(tunnelTo('mixed.example:443'))
  await until('it is there', () => said().endsWith('hello '))
  expect(outside.connected).toEqual([`${standIn(4)} 443`])
})

test('a name that leads into the person’s own network is asked about by that address, too', async () => {
  allowed.add('near.example')
  void whole(tunnelTo('near.example:8443'))
  await until('the name is asked', () => questions.length === 1)
  questions[0]?.answer('allowed')
  await until('the address is asked', () => questions.length === 2)
  expect(questions.map(({ host, reason }) => [host, reason])).toEqual([
    ['near.example:8443', ''],
    ['10.1.2.3:8443', 'near.example leads there. It is in your own network.'],
  ])
})

test('behind a proxy of the person’s own it goes by that, and nowhere else than without', async () => {
  const got: string[] = []
  const answers = ['HTTP/1.1 200 OK\r\nX: 1\r\n\r\nearly ', 'HTTP/1.1 407 Who are you\r\n\r\n']
  const own = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (bytes) => {
      got.push(bytes.toString())
      socket.write(answers.shift() ?? '')
    })
  })
  servers.push(own)
  usePort(await portOf(own))
  allowed = new Set(['unknown.example', 'inner.example', 'a.example'])
  Object.assign(env, { https_proxy: `http://me:s%20x@${standIn(9)}:3128`, NO_PROXY: 'x.example, .a.example' })
  const { said } = raw(tunnelTo('unknown.example:443'))
  await until('it is there', () => said().endsWith('early '))
  expect(await whole(tunnelTo('unknown.example:443'))).toContain('HTTP/1.1 407 Who are you')
  expect(await whole(tunnelTo('inner.example:443'))).toContain('403 Not allowed by Winnow')
  raw(tunnelTo('a.example:443'))
  await until('the last is connected to', () => outside.connected.length === 3)
  expect(outside.connected).toEqual([`${standIn(9)} 3128`, `${standIn(9)} 3128`, `${standIn(1)} 443`])
  const asks =
    'CONNECT unknown.example:443 HTTP/1.1\r\nHost: unknown.example:443\r\nProxy-Authorization: Basic bWU6cyB4\r\n\r\n'
  expect(got).toEqual([asks, asks])
})

test('what the agent does without is refused without a question', async () => {
  expect(await whole(tunnelTo('telemetry.example:443'))).toContain('does without telemetry.example')
  expect(questions).toEqual([])
})

test('what can’t be found or does not answer says so', async () => {
  allowed = new Set(['none.example', 'a.example'])
  expect(await whole(tunnelTo('none.example:443'))).toContain('502 Bad Gateway')
  const gone = createServer()
  usePort(await portOf(gone))
  gone.close()
  await once(gone, 'close')
  expect(await whole(tunnelTo('a.example:443'))).toMatch(
    /^HTTP\/1.1 502 Bad Gateway[^]*a\.example could not be connected to \(connect ECONNREFUSED/,
  )
})

test('a plain request goes to whom it names, whatever else it says of that', async () => {
  const got = await web()
  const answer = await whole(
    [
      'POST http://model.example/x?y=1 HTTP/1.1',
      ...['Host: evil.example', 'Proxy-Authorization: Basic c2VjcmV0', 'Proxy-Connection: keep-alive'],
      ...['Connection: close, X-Secret', 'X-Secret: 1', 'X-Kept: 2', 'Content-Length: 4', '', 'body'],
    ].join('\r\n'),
  )
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/)
  expect(got).toEqual(['POST /x?y=1 X-Kept|2|Content-Length|4|Host|model.example|Connection|close body'])
})

test('each request of a connection is asked for by itself', async () => {
  const got = await web()
  const get = (host: string): string => `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  const { said } = raw(get('model.example'))
  await until('the first is served', () => said().includes('served'))
  raw(get('a.example'))
  await until('the second is asked', () => questions.length === 1)
  questions[0]?.answer('denied')
  expect(got).toHaveLength(1)
})

test('a second request hidden in a first one does not get through', async () => {
  const got = await web()
  const hidden = 'GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n'
  for (const headers of [
    ['Content-Length: 4', 'Transfer-Encoding: chunked'],
    ['Content-Length: 4', 'Content-Length: 60'],
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
    ['Transfer-Encoding: xchunked'],
    ['Content-Length: +4'],
    ['Content-Length : 4'],
    ['X: 1\nContent-Length: 60'],
  ]) {
    const head = ['POST http://model.example/ HTTP/1.1', 'Host: model.example', ...headers, '', '']
    const answer = await whole(`${head.join('\r\n')}0\r\n\r\n${hidden}`)
    expect([headers, firstLine(answer)]).toEqual([headers, expect.stringMatching(/ 400 /)])
  }
  expect(got).toEqual([])
  expect(questions).toEqual([])
})

test('a body in pieces goes on in pieces', async () => {
  const got = await web()
  const head =
    'POST http://model.example/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n'
  await whole(`${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`)
  expect(got).toEqual(['POST / Transfer-Encoding|chunked|Host|model.example|Connection|close abcde'])
})

test('what is no request for a proxy is refused', async () => {
  const line = async (text: string): Promise<string> => firstLine(await whole(text))
  expect(await line('GET / HTTP/1.1\r\nHost: model.example\r\n\r\n')).toContain(' 400 ')
  expect(await line('GET https://model.example/ HTTP/1.1\r\nHost: model.example\r\n\r\n')).toContain(' 400 ')
  expect(await line('GET http://a@model.example/ HTTP/1.1\r\nHost: model.example\r\n\r\n')).toContain(' 400 ')
  expect(await line(tunnelTo('model.example'))).toContain(' 400 ')
  expect(await line('\x16\x03\x01nonsense\r\n\r\n')).toContain(' 400 ')
  expect(await line(`GET http://model.example/ HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`)).toContain(
    ' 431 ',
  )
  expect(questions).toEqual([])
})

test('one that is slow is served, and keeps nobody else waiting', async () => {
  const slow = Array.from({ length: 50 }, () => raw('CONNECT model.exa'))
  const quick = raw(tunnelTo('model.example:443'))
  await until('the quick one is there', () => quick.said().endsWith('hello '))
  for (const { socket } of slow) socket.write('mple:443 HTTP/1.1\r\n')
  for (const { socket } of slow) socket.write('\r\n')
  for (const { said } of slow) await until('the slow one is there', () => said().endsWith('hello '))
  expect(outside.connected).toHaveLength(51)
})

test('what one side says last comes before its end, and an end of either ends both', async () => {
  const big = 'x'.repeat(1_000_000)
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.once('end', () => socket.end(big))
    socket.resume()
  })
  servers.push(server)
  usePort(await portOf(server))
  const { socket, said, ended } = raw(tunnelTo('model.example:443'))
  await until('it is open', () => said() !== '')
  socket.end('question')
  await ended
  expect(said().length).toBe(big.length + 'HTTP/1.1 200 Connection established\r\n\r\n'.length)
})

test('a client that goes while it waits gets no connection later', async () => {
  const { socket } = raw(tunnelTo('a.example:443'))
  await until('it is asked', () => questions.length === 1)
  socket.destroy()
  await once(socket, 'close')
  questions[0]?.answer('allowed')
  const other = raw(tunnelTo('model.example:443'))
  await until('another is served', () => other.said().endsWith('hello '))
  const open = await new Promise<number>((resolve) => echo.getConnections((_, count) => resolve(count)))
  expect(open).toBe(1)
})

test('closing it ends every connection', async () => {
  const { socket, said } = raw(tunnelTo('model.example:443'))
  await until('it is open', () => said().endsWith('hello '))
  proxy.close()
  await once(socket, 'end')
  expect(said().endsWith('hello ')).toBe(true)
})
