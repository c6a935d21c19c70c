import { queryObjects } from 'node:v8'
import { MessageChannel } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryChannels, type Channel } from '#shared/rpc/channel.ts'
import { ConnectionLostError, createChannelLink, createWorkbenchClient } from '#shared/rpc/client.ts'
import { portChannel, type PortLike } from '#shared/rpc/port-channel.ts'
import { hostEvents } from '#main/instance/host-events.ts'
import { hostRouter } from '#main/instance/host-router.ts'
import { breaches, createRpcServer, type Fault } from '#main/rpc/server.ts'
import { tinyWorkbench, type OwnServices } from '#test/support/tiny-workbench.ts'
import { until } from '#test/support/until.ts'

function setUp(own: OwnServices = {}) {
  const tiny = tinyWorkbench('/nowhere', own)
  const faults: Fault[] = []
  const server = createRpcServer({
    router: { ...tiny.router, host: hostRouter({}, hostEvents()) },
    report: (fault) => faults.push(fault),
  })
  const connect = () => {
    const [near, far] = memoryChannels()
    server.serve(far)
    const link = createChannelLink(near)
    return { link, client: createWorkbenchClient(link) }
  }
  return { tiny, faults, server, connect }
}

describe('requests over a channel', () => {
  it('answers, and refuses input that the contract does not know', async () => {
    const { connect, faults } = setUp()
    const { client } = connect()
    expect(await client.workbench.info()).toMatchObject({ host: 'command' })
    await expect(client.session.rename({ session: '../x', title: '' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    await expect(client.host.openLink({ url: 'javascript:alert(1)' })).resolves.toMatchObject({
      ok: false,
      error: { kind: 'badLink' },
    })
    await expect(client.host.openLink({ url: 'https://example.test/' })).resolves.toMatchObject({
      error: { kind: 'notHere' },
    })
    expect(faults).toEqual([])
  })

  it('tells a bug by its id only, in an answer and in a stream', async () => {
    const { connect, faults } = setUp()
    const { client } = connect()
    const answer = await client.session.get({ session: 'a' }).catch((error: unknown) => error)
    expect(answer).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', data: { id: faults[0]?.id } })
    expect(`${String(answer)} ${JSON.stringify(answer)}`).not.toContain('secret')
    const seen: unknown[] = []
    const streamed = (async () => {
      for await (const entry of await client.workbench.watchCommandLog()) seen.push(entry)
    })()
    const failure: unknown = await streamed.catch((error: unknown) => error)
    expect(seen).toHaveLength(1)
    expect(failure).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', data: { id: faults[1]?.id } })
    expect(JSON.stringify(failure)).not.toContain('secret')
    expect(faults.map((fault) => fault.procedure)).toEqual(['session.get', 'workbench.watchCommandLog'])
  })

  it('remembers nothing of what a stream has told', async () => {
    const { connect } = setUp()
    const { client } = connect()
    const stream = await client.session.watch()
    const read = async (count: number): Promise<number> => {
      for (let left = count; left > 0; left -= 1) expect((await stream.next()).done).not.toBe(true)
      return queryObjects(Promise, { format: 'count' })
    }
    const before = await read(50)
    expect((await read(300)) - before).toBeLessThan(100)
    await stream.return?.()
  })

  it('ends the source of a stream when the reader breaks out, aborts, or is gone', async () => {
    const { connect, tiny, server } = setUp()
    const { client, link } = connect()
    for await (const event of await client.session.watch()) if (event.seq === 3) break
    await until('the broken-out stream to end', () => tiny.openStreams === 0)

    const abort = new AbortController()
    const settings = await client.workbench.watchSettings(undefined, { signal: abort.signal })
    await settings.next()
    const pending = settings.next().catch((error: unknown) => error)
    expect(tiny.openStreams).toBe(1)
    abort.abort()
    await until('the aborted stream to end', () => tiny.openStreams === 0)
    await pending

    const streams = await Promise.all(Array.from({ length: 20 }, () => client.workbench.watchSettings()))
    await Promise.all(streams.map((stream) => stream.next()))
    const waiting = streams.map((stream) => stream.next().catch((error: unknown) => error))
    expect(tiny.openStreams).toBe(20)
    link.close()
    await until('every stream to end', () => tiny.openStreams === 0 && server.streams === 0)
    for (const end of await Promise.all(waiting)) expect(end).toBeInstanceOf(ConnectionLostError)
    await expect(client.workbench.info()).rejects.toMatchObject({ begun: false })
  })

  it('drains: answers what was begun, refuses the rest, and says which is which', async () => {
    const { connect, tiny, server } = setUp()
    const { client, link } = connect()
    const begun = client.session.stop({ session: 'a' })
    await until('the request to be held', () => tiny.held === 1)
    const drained = server.drain(60_000)
    await expect(client.workbench.info()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    tiny.release()
    expect(await begun).toMatchObject({ ok: true })
    await drained
    expect((await link.closed).code).toBe(4503)
    const late = setUp()
    const { client: hanging, link: lateLink } = late.connect()
    const lost = hanging.session.stop({ session: 'a' }).catch((error: unknown) => error)
    await until('the request to be held', () => late.tiny.held === 1)
    await late.server.drain(1)
    expect((await lateLink.closed).code).toBe(4504)
    expect(await lost).toMatchObject({ name: 'ConnectionLostError', begun: true })
  })

  it('is the same over message ports', async () => {
    const { server, tiny } = setUp()
    const { port1, port2 } = new MessageChannel()
    // Node's ports are of this shape too; its types say it in other words.
    server.serve(portChannel(port1 as unknown as PortLike))
    const link = createChannelLink(portChannel(port2 as unknown as PortLike))
    const client = createWorkbenchClient(link)
    expect(await client.workbench.info()).toMatchObject({ host: 'command' })
    const stream = await client.workbench.watchSettings()
    await stream.next()
    expect(tiny.openStreams).toBe(1)
    port2.close()
    await until('the stream to end', () => tiny.openStreams === 0)
  })
})

describe('an output that is not as the contract says', () => {
  it('is a fault, and never arrives without what is too much', async () => {
    const counts = {
      act: 'a',
      seq: 1,
      decided: 1,
      accepted: 1,
      rejected: 0,
      deferred: 0,
      undecided: 0,
      hunks: 1,
    }
    const { connect, faults } = setUp({
      review: {
        decide: () => ({ ok: true, value: { ...counts, secret: 'detail' } }),
        undo: () => ({ ok: false, error: { kind: 'notFound', message: 'Gone.', purpose: 'secret' } }),
        redo: () => ({ ok: true, value: counts }),
      },
      workbench: { history: () => ['one', 2] },
    })
    const { client } = connect()
    const session = 'a'
    const decided = client.review.decide({ session, decisions: [{ hunk: 'h', verdict: 'accept' }] })
    const answer: unknown = await decided.catch((error: unknown) => error)
    expect(answer).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', data: { id: faults[0]?.id } })
    expect(`${String(answer)} ${JSON.stringify(answer)}`).not.toContain('secret')
    await expect(client.review.undo({ session })).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    await expect(client.workbench.history()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect(faults.map(({ error }) => breaches(error))).toEqual([
      [expect.stringMatching(/^value: .*"secret"/)],
      [expect.stringMatching(/^error: .*"purpose"/)],
      [expect.stringMatching(/^1: /)],
    ])
    expect(await client.review.redo({ session })).toEqual({ ok: true, value: counts })
  })

  it('ends the stream that it is an event of, after the events before it', async () => {
    let ended = false
    const { connect, faults } = setUp({
      changeset: {
        watch: async function* () {
          const decided = { type: 'decided', act: null, number: 1, decisions: [], undo: null, redo: null }
          try {
            yield { ...decided, seq: 1 }
            yield { ...decided, seq: 2, secret: 'detail' }
            yield { ...decided, seq: 3 }
          } finally {
            ended = true
          }
        },
      },
    })
    const { client } = connect()
    const seen: number[] = []
    const watched = (async () => {
      for await (const { seq } of await client.changeset.watch({ session: 'a' })) seen.push(seq)
    })()
    const failure: unknown = await watched.catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', data: { id: faults[0]?.id } })
    expect(JSON.stringify(failure)).not.toContain('secret')
    expect(breaches(faults[0]?.error)).toEqual([expect.stringContaining('"secret"')])
    expect(seen).toEqual([1])
    await until('the source to end', () => ended)
  })
})

describe('messages that are not of the protocol', () => {
  const texts = [
    '{"i":"1","p":{"u":"/workbench/info"}}',
    '{"i":"2","p":{"u":"/session/get","b":{"json":{"session":"a"}}}}',
    '{"i":"3","p":{"u":"/session/watch"}}',
    '{"i":"3","t":4}',
    '{"i":"3","t":3,"p":{"e":"message","d":1}}',
    '{"i":"4","p":{"u":"/review/decide","b":{"json":{"session":"a","decisions":[]},"meta":[[1,"session"]]}}}',
    '{"i":"5","p":{"u":"/workbench/saveSettings","h":{"content-type":"text/event-stream"}}}',
    '{"i":"6","p":{"u":"/workbench/saveSettings","b":{"json":{},"meta":[[7,"__proto__"]],"maps":[["a"]]}}}',
  ]

  it('neither crash nor get past validation', async () => {
    const { server, connect, faults, tiny } = setUp()
    const rejections: unknown[] = []
    const onRejection = (error: unknown): void => void rejections.push(error)
    process.on('unhandledRejection', onRejection)
    const mutated = fc
      .tuple(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(127), fc.nat(2)), { maxLength: 6 }),
      )
      .map(([text, edits]) => {
        let result = text
        for (const [place, code, how] of edits) {
          const at = place % (result.length + 1)
          result = result.slice(0, at) + String.fromCharCode(code) + result.slice(at + how)
        }
        return result
      })
    const message = fc.oneof(
      mutated,
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }),
      mutated.map((text) => new TextEncoder().encode(text)),
      fc.record({ i: fc.anything(), t: fc.nat(5), p: fc.anything() }).map((value) => {
        try {
          return JSON.stringify(value)
        } catch {
          return ''
        }
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (messages) => {
        const [near, far] = memoryChannels()
        server.serve(far)
        const closed = new Promise((resolve) => near.listen({ message() {}, close: resolve }))
        for (const one of messages) void near.send(one)
        near.close()
        await closed
      }),
      { numRuns: 500 },
    )
    await until('every channel to be let go', () => server.connections === 0 && tiny.openStreams === 0)
    process.off('unhandledRejection', onRejection)
    expect(rejections).toEqual([])
    // The only bug there is, is the one planted.
    expect(faults.filter((fault) => fault.procedure !== 'session.get')).toEqual([])
    expect(await connect().client.workbench.info()).toMatchObject({ host: 'command' })
  })

  it('do not reach a listener that is not there yet out of order', async () => {
    const [near, far]: readonly Channel[] = memoryChannels()
    if (!near || !far) throw new Error('no channels')
    void near.send('1')
    void near.send('2')
    near.close({ code: 4000, reason: 'x' })
    await Promise.resolve()
    const seen: unknown[] = []
    far.listen({ message: (text) => seen.push(text), close: (closing) => seen.push(closing.code) })
    expect(seen).toEqual(['1', '2', 4000])
  })
})
