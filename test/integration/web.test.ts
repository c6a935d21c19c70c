import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createConnection } from 'node:net'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ok, unwrap } from '#shared/base/result.ts'
import { createChannelLink, createWorkbenchClient } from '#shared/rpc/client.ts'
import { greet } from '#shared/rpc/greeting.ts'
import { prove } from '#main/rpc/prove.ts'
import { randomToken } from '#main/system/random-token.ts'
import { startHost, type RunningHost } from '#main/instance/host.ts'
import { socketChannel } from '#main/rpc/socket-channel.ts'
import { Entry } from '#main/web/entry.ts'
import { createWebPages } from '#main/web/web-host.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { tinyWorkbench } from '#test/support/tiny-workbench.ts'
import { until } from '#test/support/until.ts'

let folder: ReturnType<typeof temporaryFolder>
let host: RunningHost
let entry: Entry
let origin: string

beforeEach(async () => {
  folder = temporaryFolder()
  const renderer = path.join(folder.path, 'renderer')
  mkdirSync(path.join(renderer, 'assets'), { recursive: true })
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>Winnow</title>')
  writeFileSync(path.join(renderer, 'assets', 'index-AbCd12_4.js'), 'export {}')
  writeFileSync(path.join(renderer, 'assets', 'a b.css'), '')
  writeFileSync(path.join(folder.path, 'outside.js'), 'outside')
  symlinkSync(path.join(folder.path, 'outside.js'), path.join(renderer, 'link.js'))
  entry = new Entry()
  host = unwrap(
    await startHost({
      home: path.join(folder.path, 'home'),
      kind: 'web',
      version: '1.0.0',
      pages: (acceptor, serve) =>
        createWebPages({ folder: renderer, version: '1.0.0', entry, acceptor, serve }),
      workbench: () => Promise.resolve(ok(tinyWorkbench('/the/home'))),
    }),
  )
  origin = `http://127.0.0.1:${host.port}`
})
afterEach(async () => {
  await host.end(0)
  folder.remove()
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A request exactly as given: no client library tidies the path or the headers. */
function ask(
  target: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: host.port,
        path: target,
        method: options.method ?? 'GET',
        headers: options.headers,
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}

const exchange = (token: string, headers: Record<string, string> = {}) =>
  ask('/session', {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  })

/** Lets a page in; gives its two proofs. */
async function admitted(): Promise<{ cookie: string; secret: string }> {
  const answer = await exchange(entry.issue())
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  return { cookie, secret: (JSON.parse(answer.body) as { secret: string }).secret }
}

/** Opens the socket at a path; the HTTP status when the upgrade is refused. */
function dial(target: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${target}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}

/** The close code that a hello is answered with, or `welcome`. */
async function knock(headers: Record<string, string>, secret: string): Promise<number | 'welcome'> {
  const socket = await dial('/rpc', { origin, ...headers })
  if (typeof socket === 'number') return socket
  const greeting = await greet(socketChannel(socket), {
    secret,
    version: '1.0.0',
    nonce: randomToken(),
    prove,
  })
  socket.terminate()
  return 'channel' in greeting ? 'welcome' : greeting.closing.code
}

describe('a link', () => {
  it('works once, and what it is exchanged for works again', async () => {
    const token = entry.issue()
    expect(await ask(`/?token=${token}`)).toMatchObject({ status: 200 })
    const first = await exchange(token)
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']?.[0]).toMatch(
      /^winnow-[\w-]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(await exchange(token)).toMatchObject({ status: 401 })
    expect(await ask(`/?token=${token}`)).toMatchObject({ status: 401 })
    const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200 })
  })

  it('that is missing or wrong gets a sentence on what to do', async () => {
    for (const target of ['/', '/index.html', '/?token=', '/?token=x']) {
      const answer = await ask(target)
      expect(answer.status).toBe(401)
      expect(answer.body).toContain('winnow open')
    }
    for (const body of ['', '{', 'null', '[]', '{"token":1}', `{"token":"${'x'.repeat(5000)}"}`]) {
      const headers = { origin, 'content-type': 'application/json' }
      expect(await ask('/session', { method: 'POST', headers, body })).toMatchObject({ status: 401 })
    }
  })

  it('is not taken from a form of another page', async () => {
    const token = entry.issue()
    expect(await exchange(token, { 'content-type': 'text/plain' })).toMatchObject({ status: 403 })
    expect(await exchange(token, { origin: 'http://127.0.0.1:1' })).toMatchObject({ status: 403 })
    expect(entry.knows(token)).toBe(true)
  })

  it('ends after a day, and old ones give way to new ones', () => {
    const token = entry.issue(0)
    expect(entry.knows(token, 1)).toBe(true)
    expect(entry.exchange(token, 25 * 60 * 60 * 1000)).toBeNull()
    const old = entry.issue()
    for (let count = 0; count < 16; count += 1) entry.issue()
    expect(entry.knows(old)).toBe(false)
  })
})

describe('the page’s socket', () => {
  it('needs the cookie and the secret', async () => {
    const { cookie, secret } = await admitted()
    expect(await knock({ cookie }, secret)).toBe('welcome')
    expect(await knock({}, secret)).toBe(4401)
    expect(await knock({ cookie }, 'x')).toBe(4401)
    expect(await knock({ cookie: `${cookie.split('=')[0]}=x` }, secret)).toBe(4401)
    expect(await knock({ cookie: `a=b; ${cookie}` }, secret)).toBe('welcome')
  })

  it('is of no use to a page of another port, which is sent the cookie too', async () => {
    const { cookie, secret } = await admitted()
    const other = { cookie, origin: 'http://127.0.0.1:5173' }
    expect(await knock(other, secret)).toBe(403)
    expect(await ask('/session', { method: 'POST', headers: other })).toMatchObject({ status: 403 })
  })

  it('answers requests', async () => {
    const { cookie, secret } = await admitted()
    const socket = await dial('/rpc', { origin, cookie })
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const greeting = await greet(socketChannel(socket), {
      secret,
      version: '1.0.0',
      nonce: randomToken(),
      prove,
    })
    if (!('channel' in greeting)) throw new Error('not greeted')
    const client = createWorkbenchClient(createChannelLink(greeting.channel))
    expect(await client.workbench.info()).toMatchObject({ home: '/the/home' })
    expect(host.connections).toBe(1)
    socket.terminate()
    await until('the page to be gone', () => host.connections === 0)
  })

  it('is closed to whoever says something else first, says nothing it should, or says too much', async () => {
    const { cookie } = await admitted()
    for (const first of [
      '{"i":"1","p":{"u":"/workbench/info"}}',
      '',
      '{"hello":"winnow-2","nonce":"short","version":"1.0.0"}',
      Buffer.from([1, 2]),
    ]) {
      const socket = await dial('/rpc', { origin, cookie })
      if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
      let heard = 0
      socket.on('message', () => (heard += 1))
      socket.send(first)
      const [code] = (await once(socket, 'close')) as [number]
      expect(code).toBe(4408)
      expect(heard).toBe(0)
    }
    const flood = await dial('/rpc', { origin, cookie })
    if (typeof flood === 'number') throw new Error(`refused with ${flood}`)
    flood.on('error', () => {})
    flood.send('x'.repeat(1 << 20))
    expect(((await once(flood, 'close')) as [number])[0]).toBe(1006)
    expect(host.connections).toBe(0)
  })

  it.skipIf(process.platform === 'win32')('has no place for command lines: theirs is a socket', async () => {
    const { cookie } = await admitted()
    expect(await dial('/client', { origin })).toBe(404)
    expect(await dial('/client', { origin, cookie })).toBe(404)
    expect(await dial('/client', { cookie })).toBe(404)
    expect(await dial('/rpc', { cookie })).toBe(403)
    expect(await dial('/other', { origin })).toBe(404)
  })
})

describe('where a request comes from', () => {
  it('must be a loopback name, with any port for ssh forwarding', async () => {
    const token = entry.issue()
    for (const name of [
      '127.0.0.1:9999',
      'localhost:8080',
      'LOCALHOST',
      '[::1]:1',
      `127.0.0.1:${host.port}`,
    ]) {
      expect(await ask(`/?token=${token}`, { headers: { host: name } })).toMatchObject({ status: 200 })
    }
    for (const name of [
      'winnow.example',
      '127.0.0.1.example:80',
      'localhost.',
      '127.0.0.1:80@evil',
      '10.0.0.1',
      'x y',
    ]) {
      expect(await ask(`/?token=${token}`, { headers: { host: name } })).toMatchObject({ status: 403 })
      expect(await dial('/rpc', { host: name, origin: `http://${name}` })).toBe(403)
    }
    const forwarded = { host: 'localhost:7000', origin: 'http://localhost:7000' }
    expect(await exchange(token, forwarded)).toMatchObject({ status: 200 })
  })

  it('and its page must be of that same host', async () => {
    const { cookie, secret } = await admitted()
    for (const other of [
      'http://evil.example',
      'null',
      `https://127.0.0.1:${host.port}`,
      `http://localhost:${host.port}`,
    ]) {
      expect(await knock({ cookie, origin: other }, secret)).toBe(403)
      expect(await ask('/', { headers: { cookie, origin: other } })).toMatchObject({ status: 403 })
    }
  })

  it('is this machine only: it listens on 127.0.0.1', () => {
    expect(host.record.address).toBe(`127.0.0.1:${host.port}`)
  })
})

describe('files', () => {
  it('are served by exact path with the policy, and hashed ones are kept', async () => {
    const { cookie } = await admitted()
    const page = await ask('/', { headers: { cookie } })
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    const script = await ask('/assets/index-AbCd12_4.js')
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(script.headers['cache-control']).toContain('immutable')
    expect(await ask('/assets/a%20b.css')).toMatchObject({ status: 200 })
  })

  it('outside the renderer, folders, and links are not there', async () => {
    const targets = [
      '/../outside.js',
      '/assets/../../outside.js',
      '/..%2foutside.js',
      '/%2e%2e/outside.js',
      '/assets/..%5c..%5coutside.js',
      '/link.js',
      '/assets',
      '/assets/',
      '//etc/passwd',
      '/etc/passwd',
      '/index.html/',
      '/INDEX.HTML',
      '/__proto__',
      '/constructor',
      '/assets/index-AbCd12_4.js%00',
    ]
    for (const target of targets) {
      const answer = await ask(target)
      expect([target, answer.status]).toEqual([target, 404])
      expect(answer.body).not.toContain('outside')
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'POST']) {
      expect(await ask('/index.html', { method })).toMatchObject({ status: 405 })
    }
  })

  it('are not confused by what is no HTTP', async () => {
    for (const text of [
      'nonsense\r\n\r\n',
      'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
      'GET * HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ]) {
      const socket = createConnection(host.port, '127.0.0.1')
      socket.setEncoding('utf8')
      let answer = ''
      socket.on('data', (chunk: string) => (answer += chunk))
      socket.write(text)
      await until('an answer', () => answer !== '')
      expect(answer).toMatch(/^HTTP\/1\.1 40[03] /)
      socket.destroy()
    }
    const { cookie } = await admitted()
    expect(await ask('/', { headers: { cookie } })).toMatchObject({ status: 200 })
  })
})
