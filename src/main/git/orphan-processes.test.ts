import { lstatSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { markProcesses } from './orphan-processes.ts'
import { Git } from './run.ts'

let checkout: TestCheckout
beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => checkout.remove())

const owner = (mark: number | null): Git =>
  new Git({ env: testGitEnvironment(checkout.folder), log: checkout.log, mark })

describe.skipIf(process.platform === 'win32')('the git processes of an owner that is gone', () => {
  it('are awaited by the next one', async () => {
    const first = await markProcesses(checkout.home, 0)
    expect(first.outlived).toBe(false)
    const call = { purpose: 'try', folder: checkout.repository.path, args: ['cat-file', '--batch'] }
    const left = owner(first.descriptor).start(call)
    first.dispose()
    const impatient = await markProcesses(checkout.home, 0)
    expect(impatient.outlived).toBe(true)
    impatient.dispose()
    let next: Awaited<ReturnType<typeof markProcesses>> | null = null
    const waiting = markProcesses(checkout.home).then((mark) => (next = mark))
    expect(await owner(null).run({ ...call, args: ['version'] })).toMatchObject({ ok: true })
    expect(next).toBeNull()
    left.stdin.end()
    unwrap(await left.done)
    const after = await waiting
    expect(after.outlived).toBe(false)
    after.dispose()
  })

  it('are told by an owner that is still there, and by none of their own', async () => {
    const mark = await markProcesses(checkout.home)
    expect(lstatSync(path.join(checkout.home, 'git.fifo')).mode & 0o777).toBe(0o600)
    const other = await markProcesses(checkout.home, 0)
    expect(other.outlived).toBe(true)
    other.dispose()
    mark.dispose()
    expect((await markProcesses(checkout.home, 0)).outlived).toBe(false)
  })

  it('go unmarked where no named pipe can be made', async () => {
    writeFileSync(checkout.home, 'a file')
    const mark = await markProcesses(path.join(checkout.home, 'below'))
    expect(mark).toMatchObject({ descriptor: null, outlived: false })
    mark.dispose()
  })
})
