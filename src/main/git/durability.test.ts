import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok, unwrap } from '#shared/base/result.ts'
import { temporaryFolder } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { GitsAtWork } from './at-work.ts'
import * as changedFiles from './changed-files.ts'
import { Durability } from './durability.ts'
import { describeGitFailure } from './run.ts'

let folder: ReturnType<typeof temporaryFolder>
const PATH = process.env['PATH'] ?? ''
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  folder.remove()
})

/** A program `sync` that notes what it is asked for, and then does this. */
function syncThat(does: string): { readonly env: { readonly PATH: string }; asked(): readonly string[] } {
  const bin = path.join(folder.path, 'bin')
  const log = path.join(folder.path, 'asked')
  mkdirSync(bin, { recursive: true })
  writeFileSync(log, '')
  writeFileSync(path.join(bin, 'sync'), `#!/bin/sh\necho "$*" >>'${log}'\n${does}\n`)
  chmodSync(path.join(bin, 'sync'), 0o755)
  return {
    env: { PATH: `${bin}:${PATH}` },
    asked: () => readFileSync(log, 'utf8').split('\n').slice(1).filter(Boolean),
  }
}

const missing =
  'case "$*" in *at-all*) echo "sync: error opening: No such file or directory" >&2; exit 1;; esac'

describe('waiting for the disk', () => {
  it('asks for each file system once, the data folder included', async () => {
    const sync = syncThat(missing)
    const durability = await Durability.start(folder.path, sync.env)
    mkdirSync(path.join(folder.path, 'git', 'objects'), { recursive: true })
    const files = [{ folder: '/proc', paths: [] }]
    unwrap(await durability.make({ gitDirs: [path.join(folder.path, 'git'), '/nowhere'], files }))
    expect(sync.asked().toSorted()).toEqual(['-f -- /proc', `-f -- ${folder.path}`])
  })

  it('looks for objects that lie on another file system than their git folder', async () => {
    const sync = syncThat(missing)
    const durability = await Durability.start(folder.path, sync.env)
    symlinkSync('/proc', path.join(folder.path, 'objects'))
    unwrap(await durability.make({ gitDirs: [folder.path] }))
    expect(sync.asked().toSorted()).toEqual([`-f -- ${folder.path}`, `-f -- ${folder.path}/objects`])
  })

  it('lets those that come while it waits share the next time', async () => {
    const go = path.join(folder.path, 'go')
    const sync = syncThat(`${missing}\nwhile [ ! -e '${go}' ]; do sleep 0.01; done`)
    const durability = await Durability.start(folder.path, sync.env)
    const first = durability.make({ gitDirs: [] })
    while (sync.asked().length === 0) await new Promise((resolve) => setImmediate(resolve))
    const others = Array.from({ length: 20 }, () => durability.make({ gitDirs: [] }))
    writeFileSync(go, '')
    for (const one of await Promise.all([first, ...others])) unwrap(one)
    expect(sync.asked()).toHaveLength(2)
  })

  it('is a failure where the disk does not confirm, and nothing that a later call inherits', async () => {
    const once = path.join(folder.path, 'once')
    const sync = syncThat(
      `${missing}\n[ -e '${once}' ] && exit 0; touch '${once}'; echo "sync: error syncing '/x': Input/output error" >&2; exit 1`,
    )
    const durability = await Durability.start(folder.path, sync.env)
    const failed = await durability.make({ gitDirs: [] })
    expect(failed).toMatchObject({ ok: false, error: { kind: 'notDurable' } })
    expect(failed.ok ? '' : describeGitFailure(failed.error)).toBe(
      "The disk did not confirm that it keeps what was written (sync: error syncing '/x': Input/output error)",
    )
    unwrap(await durability.make({ gitDirs: [] }))
  })

  it.each([
    ['does not know the option', 'echo "sync: invalid option -- f" >&2; exit 1'],
    ['takes no arguments, as that of macOS', 'exit 0'],
  ])('goes from file to file where the program %s', async (_, does) => {
    const sync = syncThat(does)
    const durability = await Durability.start(folder.path, sync.env)
    expect(Object.fromEntries(durability.gitConfig)).toEqual({
      'core.fsync': 'all',
      'core.fsyncMethod': 'fsync',
    })
    const before = sync.asked()
    unwrap(await durability.make({ gitDirs: [folder.path], files: [{ folder: folder.path, paths: ['a'] }] }))
    expect(sync.asked()).toEqual(before)
  })

  it('asks about a disk that does not answer, which holds up no other, and ends that as told', async () => {
    const sync = syncThat(`${missing}\ncase "$*" in */proc) exec sleep 1000;; esac`)
    const atWork = new GitsAtWork(50)
    const durability = await Durability.start(folder.path, sync.env, atWork)
    const files = [{ folder: '/proc', paths: [] }]
    const hangs = durability.make({ gitDirs: [], files })
    await until('it is asked about', () => atWork.long.length > 0)
    expect(atWork.long).toMatchObject([
      { program: 'sync', purpose: 'bring to the disk what was written', folder: '/proc' },
    ])
    unwrap(await durability.make({ gitDirs: [] }))
    const shares = durability.make({ gitDirs: [], files })
    atWork.end(atWork.long[0]?.id ?? 0)
    const ended = await hangs
    expect(ended.ok ? '' : describeGitFailure(ended.error)).toMatch(
      /^The disk did not confirm that it keeps what was written \(it was ended, as you asked, after \d+ s\)$/,
    )
    // Whoever came meanwhile waits for another one, until none is waited for any more.
    await until('the next is asked about', () => atWork.long.length > 0)
    durability.end()
    expect(await shares).toMatchObject({ ok: false, error: { kind: 'notDurable' } })
    expect(await durability.make({ gitDirs: [] })).toMatchObject({ ok: false })
  })

  it('waits no longer for one that can’t be ended, and says so', async () => {
    const pid = path.join(folder.path, 'pid')
    const sync = syncThat(`${missing}\necho $$ >'${pid}'; exec sleep 1000`)
    const atWork = new GitsAtWork(50)
    const durability = await Durability.start(folder.path, sync.env, atWork)
    const hangs = durability.make({ gitDirs: [] })
    await until('it is asked about', () => atWork.long.length > 0)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    })
    atWork.end(atWork.long[0]?.id ?? 0)
    vi.advanceTimersByTime(5000)
    const ended = await hangs
    kill.mockRestore()
    const number = Number(readFileSync(pid, 'utf8'))
    expect(ended.ok ? '' : describeGitFailure(ended.error)).toContain(
      `it was ended but did not go (process ${number} waits for a disk`,
    )
    process.kill(number, 'SIGKILL')
  })

  it('asks about files that it waits for itself, and leaves them as told', async () => {
    const atWork = new GitsAtWork(50)
    const durability = Durability.withoutProgram(folder.path, atWork)
    let answer = (): void => undefined
    vi.spyOn(changedFiles, 'synchronizeChanged').mockReturnValue(new Promise((resolve) => (answer = resolve)))
    const hangs = durability.make({ gitDirs: [folder.path] })
    await until('it is asked about', () => atWork.long.length > 0)
    atWork.end(atWork.long[0]?.id ?? 0)
    expect(await hangs).toMatchObject({ ok: false, error: { kind: 'notDurable' } })
    answer()
  })

  it('waits for no pipe, and passes over what is not there', async () => {
    execFileSync('mkfifo', [path.join(folder.path, 'pipe')])
    writeFileSync(path.join(folder.path, 'file'), 'x')
    const files = [{ folder: folder.path, paths: ['pipe', 'file', 'gone', 'away/far'] }]
    const durability = Durability.withoutProgram(folder.path)
    expect(await durability.make({ gitDirs: [folder.path, '/nowhere'], files })).toEqual(ok(null))
  })
})
