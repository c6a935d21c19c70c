import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TestCheckout } from '#test/support/checkout.ts'
import { until } from '#test/support/until.ts'
import { GitsAtWork } from './at-work.ts'
import { Porcelain } from './porcelain.ts'
import { Git } from './run.ts'

let checkout: TestCheckout
beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  checkout.remove()
})

/** A git that is a shell script, about which somebody is asked after a moment. */
function scripted(text: string): Git {
  const folder = path.join(checkout.folder, 'bin')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'git'), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const env = { PATH: `${folder}:/bin:/usr/bin` }
  return new Git({ env, log: checkout.log, atWork: new GitsAtWork(50) })
}

describe('a git that no signal reaches', () => {
  it.each(['the person', 'the signal', 'the end of the workbench'])(
    'is waited for no longer once %s ended it, which is said',
    async (who) => {
      const pid = path.join(checkout.folder, 'pid')
      const stuck = scripted(`echo $$ > ${pid}; exec sleep 1000`)
      const stop = new AbortController()
      const call = { purpose: 'wait', folder: checkout.folder, args: [], signal: stop.signal }
      const running = stuck.run(call)
      await until('it is asked about', () => stuck.atWork.long.length > 0)
      await until('it runs', () => existsSync(pid) && readFileSync(pid, 'utf8') !== '')
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
        throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
      })
      if (who === 'the person') stuck.atWork.end(stuck.atWork.long[0]?.id ?? 0)
      else if (who === 'the signal') stop.abort()
      else stuck.end()
      vi.advanceTimersByTime(20_000)
      const failed = await running
      kill.mockRestore()
      const number = Number(readFileSync(pid, 'utf8'))
      expect(failed).toMatchObject({
        ok: false,
        error: { kind: who === 'the person' ? 'failed' : 'aborted' },
      })
      expect(failed.ok ? '' : failed.error.stderr).toContain(
        `it was ended but did not go (process ${number} waits for a disk`,
      )
      expect(stuck.atWork.long).toEqual([])
      process.kill(number, 'SIGKILL')
    },
  )

  it('is waited for no longer where it runs an ordinary verb', async () => {
    const pid = path.join(checkout.folder, 'pid')
    const stuck = scripted(`trap '' INT; echo $$ > ${pid}; exec sleep 1000`)
    const running = new Porcelain(stuck).tree(checkout.folder, 'HEAD')
    await until('it is asked about', () => stuck.atWork.long.length > 0 && existsSync(pid))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    stuck.atWork.end(stuck.atWork.long[0]?.id ?? 0)
    vi.advanceTimersByTime(5000)
    const failed = await running
    expect(failed.ok ? '' : failed.error.stderr).toContain('it was ended but did not go')
    process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL')
  })
})
