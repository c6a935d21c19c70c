import path from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '#shared/base/clock.ts'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { Store } from '../store/store.ts'
import { SessionRegistry } from './registry.ts'
import { Scheduler } from './scheduler.ts'
import type { SessionContext } from './session-context.ts'

let folder: ReturnType<typeof temporaryFolder>
let store: Store

beforeEach(() => {
  folder = temporaryFolder()
  store = unwrap(Store.open(path.join(folder.path, 'winnow.db'), systemClock))
})
afterEach(() => {
  store.close()
  folder.remove()
})

it('lets no failure after a turn hide another', async () => {
  const registry = new SessionRegistry(store)
  for (const id of ['a', 'b'])
    registry.record(
      id,
      {
        type: 'sessionCreated',
        data: {
          id,
          repository: 'r',
          task: id,
          title: 'A task',
          prompt: 'do it',
          agent: { kind: 'demo' },
          attempt: 1,
          attempts: 1,
          source: null,
          baseName: 'main',
          baseCommit: 'a'.repeat(40),
          baseTree: 'a'.repeat(40),
        },
      },
      { type: 'turnQueued', data: { turn: 1, prompt: 'do it' } },
    )
  let limits = 0
  // A turn that can't write down anything needs nothing else of the workbench.
  const scheduler = new Scheduler({ registry } as unknown as SessionContext, () => {
    limits += 1
    // It is asked for each session that waits: for both at the start, then for the other.
    if (limits > 2) throw new Error('no limit')
    return 1
  })
  const other = new Database(path.join(folder.path, 'winnow.db'))
  other.exec('DROP TABLE events')
  other.close()
  scheduler.start()
  await expect(scheduler.stop('a')).rejects.toMatchObject({
    errors: [
      expect.objectContaining({ message: expect.stringContaining('events') }),
      expect.objectContaining({ message: 'no limit' }),
    ],
  })
  // It does not look as if it still ran.
  expect(registry.find('a')?.state).toBe('failed')
  expect(scheduler.isRunning('a')).toBe(false)
})
