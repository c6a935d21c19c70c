import { describe, expect, test } from 'vitest'
import { KillRun } from '#test/support/kill-run.ts'
import { seed } from '#test/support/seed.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const runs = long ? 25 : 1
const kills = long ? 20 : 10

describe('a workbench killed at random moments', () => {
  test.each(Array.from({ length: runs }, (_, index) => seed + index))(
    `loses nothing that it acknowledged and leaves nothing behind (WINNOW_TEST_SEED=%i, ${kills} kills)`,
    async (each) => {
      const run = new KillRun(each)
      try {
        await run.run(kills)
        if (long) process.stdout.write(`seed ${each}: ${JSON.stringify(Object.fromEntries(run.done))}\n`)
        expect(run.acknowledged.events.count).toBeGreaterThan(0)
      } finally {
        await run.dispose()
      }
    },
    long ? 3_600_000 : 600_000,
  )
})
