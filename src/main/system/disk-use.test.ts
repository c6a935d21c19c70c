import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { folderUse } from './disk-use.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => folder.remove())

it('counts a file once, and follows neither links nor mounts', async () => {
  const top = path.join(folder.path, 'top')
  for (const name of ['top', 'top/mounted', 'outside']) mkdirSync(path.join(folder.path, name))
  const big = Buffer.alloc(1_000_000, 'x')
  writeFileSync(path.join(top, 'own'), big)
  writeFileSync(path.join(top, 'mounted/other'), big)
  writeFileSync(path.join(folder.path, 'outside/far'), big)
  linkSync(path.join(top, 'own'), path.join(top, 'again'))
  symlinkSync(path.join(folder.path, 'outside'), path.join(top, 'link'))
  const { bytes, whole } = await folderUse(top, [Buffer.from(path.join(top, 'mounted'))])
  expect(whole).toBe(true)
  expect(bytes).toBeGreaterThanOrEqual(1_000_000)
  expect(bytes).toBeLessThan(1_500_000)
  expect((await folderUse(top)).bytes).toBeGreaterThanOrEqual(2_000_000)
})

it('ends at a number of entries and says so; what is not there takes nothing', async () => {
  for (let number = 0; number < 100; number += 1) writeFileSync(path.join(folder.path, `f${number}`), 'x')
  expect((await folderUse(folder.path, [], 10)).whole).toBe(false)
  expect(await folderUse(path.join(folder.path, 'nowhere'))).toEqual({ bytes: 0, whole: true })
})
