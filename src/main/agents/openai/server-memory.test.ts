import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { ServerMemory } from './server-memory.ts'

const day = 24 * 3_600_000

test('what was found out holds for a week, and then it is asked again', async () => {
  const folder = temporaryFolder('winnow-servers-')
  try {
    const first = new ServerMemory(folder.path, () => 100 * day)
    const server = await first.of('http://x m')
    server.api = 'chat'
    server.features = { ...server.features, pictures: false }
    await first.settled()
    const soon = await new ServerMemory(folder.path, () => 106 * day).of('http://x m')
    expect([soon.api, soon.features.pictures, soon.features.effort, soon.overflowedAt]).toEqual([
      ...['chat', false, true, Infinity],
    ])
    const late = await new ServerMemory(folder.path, () => 108 * day).of('http://x m')
    expect([late.api, late.features.pictures]).toEqual(['responses', true])
    const other = await new ServerMemory(folder.path, () => 101 * day).of('http://y m')
    expect(other.api).toBe('responses')
  } finally {
    folder.remove()
  }
})
