import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
  new TestRepository(folder.path).commit('one', { a: '1' })
})
afterEach(() => folder.remove())

it.skipIf(process.platform === 'win32')('no descriptor is left: told, and the process goes on', async () => {
  const script = path.resolve('test/support/no-descriptors-process.ts')
  const limited = `ulimit -n 64; exec "$0" "$@"`
  const { stdout } = await promisify(execFile)('sh', ['-c', limited, process.execPath, script, folder.path])
  expect(JSON.parse(stdout)).toEqual(['notStarted', 'notStarted', 'notStarted'])
})
