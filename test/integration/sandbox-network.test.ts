import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createPlainServer } from 'node:net'
import { createServer as createSecure } from 'node:https'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { Networks } from '#main/agents/network/networks.ts'
import { openTurnNetwork } from '#main/agents/network/turn-network.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { openTurnSandbox } from '#main/agents/turn-sandbox.ts'
import { portOf, standIn, TestOutside } from '#test/support/outside.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/* Whether there can be a network of a turn's own is the machine's to say. */
const found = await (async () => {
  const scratch = temporaryFolder()
  const containment = await new Containments(scratch.path).get(true)
  const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
  const network = await new Networks().get('asked', sandbox, containment)
  scratch.remove()
  return network
})()

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let opened: string
let web: Server
let port: number
let asked: string[]
let outside: TestOutside

beforeEach(async () => {
  asked = []
  folder = temporaryFolder('winnow-net-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { 'a.txt': 'a\n' })
  web = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.headers.host ?? ''} ${request.url ?? ''}`)
    response.end(`served ${request.url ?? ''}\n`)
  })
  port = await portOf(web)
  const names = {
    'a.example': [standIn(1)],
    'b.example': [standIn(2)],
    'inner.example': ['127.0.0.1'],
    'pypi.org': [standIn(3)],
  }
  outside = new TestOutside(names, () => port)
  workbench = await TestWorkbench.start(folder.path, { env: { WINNOW_SANDBOX: 'all' }, outside })
  opened = await workbench.open(repository.path)
})
afterEach(async () => {
  await workbench.end()
  web.closeAllConnections()
  web.close()
  folder.remove()
})

const begin = (line: string): Promise<string> => workbench.task(opened, `{\n${line}\n} >out 2>&1; true`)

async function outOf(session: string): Promise<string> {
  const { worktree } = await workbench.state(session, 'ready', 'failed')
  return readFileSync(path.join(worktree ?? '', 'out'), 'utf8')
}

const run = async (line: string): Promise<string> => outOf(await begin(line))

/** Waits for the next question of a session and answers it; gives what was asked. */
async function answer(session: string, option: string): Promise<string> {
  const { asks } = await workbench.until(session, (one) => one.asks.length > 0)
  const [ask] = asks
  unwrap(await workbench.client.session.answer({ session, item: ask?.id ?? '', option, words: '' }))
  return ask?.text ?? ''
}

const node = (script: string): string => `'${process.execPath}' -e '${script}'`
/** Says on a line how a connection went. */
const connects = (place: string): string =>
  node(
    `const s = require("net").connect(${place}).on("connect", () => (console.log("reached"), s.destroy())).on("error", (e) => console.log("failed"))`,
  )

async function notices(session: string): Promise<string> {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) => (item.kind === 'notice' ? [item.text] : [])).join('\n')
}

describe.runIf(found.kind === 'asked')('the network of a turn', { timeout: 180_000 }, () => {
  test('a host is asked about, and reached once it was allowed; its session says so', async () => {
    const session = await begin('curl -sS http://a.example/x')
    expect(await answer(session, 'once')).toBe('Connect to a.example')
    expect(await outOf(session)).toBe('served /x\n')
    expect(asked).toEqual(['GET a.example /x'])
    expect(outside.connected).toEqual([`${standIn(1)} 80`])
    expect(await notices(session)).toContain('you are asked about every other host')
  })

  test('a host that is denied is refused with a sentence, and asked about no more', async () => {
    const session = await begin(
      'curl -sS http://a.example/x; curl -sS https://a.example/; echo $?; curl -sS -p http://a.example/ -o /dev/null; echo $?',
    )
    await answer(session, 'deny')
    expect(await outOf(session)).toBe(
      [
        'Winnow: The person denied a connection to a.example, by an answer or a rule.',
        ...['curl: (56) CONNECT tunnel failed, response 403', '56'],
        ...['curl: (56) CONNECT tunnel failed, response 403', '56', ''],
      ].join('\n'),
    )
    expect(asked).toEqual([])
  })

  test('nothing else leads out: not a socket, a lookup, a datagram, a daemon or a port of this machine', async () => {
    const other = createPlainServer((socket) => socket.end('other'))
    const otherPort = await portOf(other)
    const abstract = createPlainServer((socket) => socket.end('abstract')).listen('\0winnow-test-abstract')
    const session = await begin(
      [
        connects(`${otherPort}, "127.0.0.1"`),
        connects(`${port}, "::1"`),
        connects('443, "203.0.113.1"'),
        connects('443, "1.1.1.1"'),
        connects(String.raw`"\\0winnow-test-abstract"`),
        'getent hosts a.example || echo no lookup',
        node(
          'const u = require("dgram").createSocket("udp4"); u.send("x", 53, "1.1.1.1", (e) => (console.log(e ? "failed" : "sent"), u.close()))',
        ),
        'env -i PATH="$PATH" curl -sS -m 5 http://a.example/; echo $?',
        `env -i PATH="$PATH" curl -sS -m 5 http://127.0.0.1:${port}/; echo $?`,
        'curl -sS http://127.0.0.1:9/; echo $?',
        `curl -sS -x "$HTTP_PROXY" --noproxy '' http://127.0.0.1:${port}/; curl -sS http://inner.example:${port}/`,
        'ls /sys/class/net >/dev/null; cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d " "',
      ].join('\n'),
    )
    expect(await answer(session, 'once')).toBe(`Connect to inner.example:${port}`)
    const out = await outOf(session)
    other.close()
    abstract.close()
    const lines = out.split('\n')
    expect(lines.slice(0, 7)).toEqual([...Array(5).fill('failed'), 'no lookup', 'failed'])
    expect(out).toContain('Could not resolve host: a.example\n6\n')
    expect(out).toMatch(/Failed to connect to 127\.0\.0\.1 port \d+[^\n]*\n7\n/)
    expect(out).toContain(`Winnow: 127.0.0.1:${port} is this machine itself`)
    expect(out).toContain('Winnow: inner.example leads to 127.0.0.1, which Winnow lets no agent connect to.')
    expect(out.trim().split('\n').at(-1)).toBe('lo')
    expect(asked).toEqual([])
    expect(outside.connected).toEqual([])
  })

  test('no program of this machine answers at its socket, wherever that is; those of the turn do', async () => {
    const alone = path.join(folder.path, 'alone')
    mkdirSync(alone)
    const others = [path.join(folder.path, 'beside.sock'), path.join(alone, 'agent.1')].map((at) => ({
      at,
      server: createPlainServer((socket) => socket.end('other')).listen(at),
    }))
    for (const { server } of others) if (!server.listening) await once(server, 'listening')
    const server = node(
      'require("net").createServer((s) => s.end()).listen("own.sock", () => console.log("up"))',
    )
    const own = `${server} > up & until test -s up; do sleep 0.05; done`
    const tries = [...others.map(({ at }) => connects(`"${at}"`)), connects('"own.sock"'), `ls '${alone}'`]
    expect(await run([own, ...tries].join('\n'))).toBe('failed\nfailed\nreached\n')
    for (const other of others) other.server.close()
  })

  test('the way to its session’s review stays open', async () => {
    expect(await run(connects('process.env.WINNOW_MCP'))).toContain('reached')
  })

  test('a socket that is gone by the next command is not in its way', async () => {
    const scratch = path.join(folder.path, 'scratch')
    const at = path.join(folder.path, 'passing.sock')
    mkdirSync(scratch)
    const containment = await new Containments(scratch).get(true)
    const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
    if (sandbox.kind === 'none') throw new Error(sandbox.why)
    const network = openTurnNetwork({
      program: sandbox.program,
      reach: { allowed: [], configured: [], needless: [], forwarded: [] },
      asks: { mayReach: () => Promise.resolve('denied') },
      outside,
      env: {},
    })
    const place = { home: scratch, worktree: folder.path, git: null, env: {}, readable: [], agent: null }
    const kept = await openTurnSandbox(sandbox, { ...place, network })
    const other = createPlainServer().listen(at)
    await once(other, 'listening')
    expect(await kept.before([])).toContain(at)
    other.close()
    expect(await kept.before([])).not.toContain(at)
    await kept.close()
  })

  test('servers of its own work, over all of its commands, and keep their ports to themselves', async () => {
    const server = node(
      'require("http").createServer((_, r) => r.end("own\\n")).listen(47999, "127.0.0.1", () => console.log("up"))',
    )
    const session = await begin(
      `${server} > up & until test -s up; do sleep 0.05; done; curl -sS http://localhost:47999/; touch there; until test -e go; do sleep 0.05; done`,
    )
    const { worktree } = await workbench.until(session, (one) => one.worktree !== null)
    await until('it serves', () => existsSync(path.join(worktree ?? '', 'there')), 30_000)
    expect(await fetch('http://127.0.0.1:47999/').catch(() => 'not outside')).toBe('not outside')
    writeFileSync(path.join(worktree ?? '', 'go'), '')
    expect(await outOf(session)).toBe('own\n')
  })

  test('a connection that is held ends with its turn, and so does what left it', async () => {
    const session = await begin('setsid -f curl -sS http://a.example/late; curl -sS http://a.example/x')
    await workbench.until(session, (one) => one.asks.length > 0)
    unwrap(await workbench.client.session.stop({ session }))
    await workbench.state(session, 'stopped')
    expect((await workbench.client.session.get({ session })).ok).toBe(true)
    expect(asked).toEqual([])
    const { items } = unwrap(await workbench.client.session.timeline({ session }))
    expect(items.find(({ kind }) => kind === 'approval')?.state).toBe('interrupted')
  })

  test('a turn of another session has nothing of what this one was allowed', async () => {
    const one = await begin('curl -sS http://a.example/one')
    await answer(one, 'once')
    expect(await outOf(one)).toBe('served /one\n')
    const two = await begin('curl -sS http://a.example/two')
    await answer(two, 'deny')
    expect(await outOf(two)).toContain('The person denied')
  })

  test('git over https takes it', async () => {
    const key = path.join(folder.path, 'key.pem')
    const certificate = path.join(folder.path, 'certificate.pem')
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=a.example'],
        ...['-addext', 'subjectAltName=DNS:a.example', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    )
    const bare = path.join(folder.path, 'served.git')
    execFileSync('git', ['clone', '-q', '--bare', repository.path, bare], { stdio: 'ignore' })
    execFileSync('git', ['-C', bare, 'update-server-info'])
    const got: string[] = []
    const secure = createSecure(
      { key: readFileSync(key), cert: readFileSync(certificate) },
      (request, response) => {
        const name = (request.url ?? '').replace(/^\/served\.git\//, '').replace(/\?.*/, '')
        got.push(name)
        const file = path.join(bare, name)
        if (existsSync(file)) response.end(readFileSync(file))
        else response.writeHead(404).end()
      },
    )
    const plain = port
    port = await portOf(secure)
    const session = await begin(
      `GIT_SSL_CAINFO='${certificate}' git clone -q https://a.example/served.git copy && git -C copy log --format=%s; rm -rf copy`,
    )
    await answer(session, 'once')
    // Once is for the connections that waited: git may make another.
    const done = outOf(session)
    expect(await Promise.race([done, answer(session, 'once').then(() => done)])).toBe('base\n')
    expect(got[0]).toBe('info/refs')
    port = plain
    secure.close()
  })

  test('package registries are one setting, and open another', async () => {
    await workbench.client.workbench.saveSettings({ packageRegistries: true })
    expect(await run('curl -sS http://pypi.org/simple/')).toBe('served /simple/\n')
    await workbench.client.workbench.saveSettings({ network: 'open' })
    const session = await begin(`curl -sS http://127.0.0.1:${port}/open; echo "$HTTP_PROXY"`)
    expect(await outOf(session)).toBe('served /open\n\n')
    expect(await notices(session)).toContain('The network is open to agents in the settings.')
  })

  test('holds too where turns have no namespace', async () => {
    await workbench.client.workbench.saveSettings({ endAllProcesses: false })
    const session = await begin(`curl -sS http://a.example/x; ${connects(`${port}, "127.0.0.1"`)}`)
    await answer(session, 'once')
    expect(await outOf(session)).toBe('served /x\nfailed\n')
  })
})
