import { expect, it } from 'vitest'
import type { DiskUse } from '#shared/contract/workbench.ts'
import { createDiskUse, wholeUse } from './disk-use.ts'

const use: DiskUse = {
  database: 1,
  worktrees: 20,
  outputs: 300,
  pictures: 0,
  trash: 4000,
  references: 7,
  whole: true,
}

it('counts once at a time, and keeps the figures of the last count when one fails', async () => {
  const asked: ((answer: DiskUse | Error) => void)[] = []
  const replica = createDiskUse(
    () =>
      new Promise((resolve, reject) => {
        asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)))
      }),
  )
  const first = replica.count()
  await replica.count()
  expect(asked).toHaveLength(1)
  asked[0]?.(use)
  await first
  expect(replica.store.getState()).toMatchObject({ use, counting: false })
  const second = replica.count()
  asked[1]?.(new Error('the connection was lost'))
  await second
  expect(replica.store.getState()).toMatchObject({ use, counting: false })
  expect(wholeUse(use)).toBe(4321)
})
