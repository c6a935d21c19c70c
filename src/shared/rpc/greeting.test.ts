import { describe, expect, it } from 'vitest'
import { prove } from '#main/rpc/prove.ts'
import { prove as proveInBrowser } from '#renderer/client/prove.ts'
import { memoryChannels, type Channel, type Message } from './channel.ts'
import { admit, greet, type Greeting, type GreetingEnd } from './greeting.ts'
import { closeCode, writeAnswer } from './handshake.ts'

const secret = 'the secret of this run, which nobody else has'
let used = 0
const end = (more: Partial<GreetingEnd> = {}): GreetingEnd => {
  used += 1
  return { secret, version: '1', nonce: `a number used once ${used}`, prove, ...more }
}

/** Lets two ends greet each other; gives what both came to, and all that was said. */
async function meet(
  client: GreetingEnd,
  owner: GreetingEnd,
): Promise<{ readonly client: Greeting; readonly owner: Greeting; readonly said: readonly Message[] }> {
  const [near, far] = memoryChannels()
  const said: Message[] = []
  const heard = (channel: Channel): Channel => ({
    ...channel,
    listen: (listener) => channel.listen(listener),
    close: (closing) => channel.close(closing),
    send: (message) => {
      said.push(message)
      return channel.send(message)
    },
  })
  const [one, other] = await Promise.all([greet(heard(near), client), admit(heard(far), owner, () => null)])
  return { client: one, owner: other, said }
}

const codeOf = (greeting: Greeting): number | null => ('closing' in greeting ? greeting.closing.code : null)

describe('a greeting', () => {
  it('lets in who has the secret, says it to nobody, and passes on what comes after', async () => {
    const { client, owner, said } = await meet(end(), end())
    if (!('channel' in client && 'channel' in owner)) throw new Error('not let in')
    expect(said).toHaveLength(4)
    expect(said.join('\n')).not.toContain(secret)
    const heard: Message[] = []
    owner.channel.listen({ message: (message) => void heard.push(message), close: () => undefined })
    await client.channel.send('first')
    expect(heard).toEqual(['first'])
  })

  it('tells a client nothing but that it is another, and hears no proof of it', async () => {
    const { client, owner, said } = await meet(end(), end({ secret: 'of who took the port' }))
    expect([codeOf(client), codeOf(owner)]).toEqual([closeCode.unauthorized, closeCode.unauthorized])
    expect(said).toHaveLength(2)
  })

  it('refuses a client without the secret, with the proof of another greeting, or of another version', async () => {
    const first = await meet(end(), end())
    const answer = first.said.find((message) => String(message).includes('"answer"')) ?? ''
    const [near, far] = memoryChannels()
    const admitted = admit(far, end(), () => null)
    near.listen({ message: () => undefined, close: () => undefined })
    await near.send(first.said[0] ?? '')
    await near.send(answer)
    expect(codeOf(await admitted)).toBe(closeCode.unauthorized)
    const [stranger, door] = memoryChannels()
    const refused = admit(door, end(), () => null)
    stranger.listen({ message: () => undefined, close: () => undefined })
    await stranger.send(first.said[0] ?? '')
    await stranger.send(writeAnswer(await prove('a guess', 'x')))
    expect(codeOf(await refused)).toBe(closeCode.unauthorized)
    const versions = await meet(end({ version: '2' }), end())
    expect([codeOf(versions.client), codeOf(versions.owner)]).toEqual([closeCode.version, closeCode.version])
  })

  it('tells a page of the version that sent its secret that it is of another version', async () => {
    const [near, far] = memoryChannels()
    const admitted = admit(far, end(), () => null)
    near.listen({ message: () => undefined, close: () => undefined })
    await near.send('{"hello":"winnow-1","secret":"s","version":"0.1.0"}')
    expect(codeOf(await admitted)).toBe(closeCode.version)
  })

  it('proves the same in a browser as in Node', async () => {
    for (const text of ['', 'owner a b', 'ü\u0000'])
      expect(await proveInBrowser(secret, text)).toBe(await prove(secret, text))
  })
})
