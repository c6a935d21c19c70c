import { describe, expect, it } from 'vitest'
import type { HostEvent } from '#shared/contract/host.ts'
import { hostEvents, type HostEvents } from './host-events.ts'

const command = (name: string): HostEvent => ({ type: 'command', command: name })

/** A page, and the names of the commands that it was told. */
async function page(events: HostEvents, name?: string): Promise<{ heard: string[]; leave(): void }> {
  const ending = new AbortController()
  const heard: string[] = []
  const stream = events.watch(ending.signal, name)
  void (async () => {
    for await (const event of stream) if (event.type === 'command') heard.push(event.command)
  })().catch(() => undefined)
  await settle()
  return { heard, leave: () => ending.abort() }
}

/** Lets what was pushed be read. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('what the host tells its pages', () => {
  it('reaches the named page only, in order', async () => {
    const events = hostEvents()
    const one = await page(events, '1')
    const two = await page(events, '2')
    for (const [event, to] of [
      ['a', '1'],
      ['b', '2'],
      ['c', '1'],
    ] as const)
      events.tell(command(event), to)
    await settle()
    expect([one.heard, two.heard]).toEqual([['a', 'c'], ['b']])
  })

  it('reaches the page that came last where none is named', async () => {
    const events = hostEvents()
    const one = await page(events)
    const two = await page(events, '2')
    events.tell(command('a'))
    two.leave()
    await settle()
    events.tell(command('b'))
    await settle()
    expect([one.heard, two.heard]).toEqual([['b'], ['a']])
  })

  it('is kept for a page that does not listen yet, and told once', async () => {
    const events = hostEvents()
    const one = await page(events, '1')
    events.tell(command('a'), '2')
    const two = await page(events, '2')
    events.tell(command('b'), '2')
    await settle()
    two.leave()
    await settle()
    // It is loaded again.
    events.tell(command('c'), '2')
    const again = await page(events, '2')
    await settle()
    expect([one.heard, two.heard, again.heard]).toEqual([[], ['a', 'b'], ['c']])
  })
})
