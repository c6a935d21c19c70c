import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, testGitEnvironment } from '#test/support/repository.ts'
import { CommandLog } from '../git/command-log.ts'
import { Git } from '../git/run.ts'
import { makeDemoRepository } from './repository.ts'

const temporary = temporaryFolder()
const folder = path.join(temporary.path, 'data', 'demo')
const environment = testGitEnvironment(temporary.path)
const git = new Git({ env: environment, log: new CommandLog() })
const rawGit = (...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, env: environment, encoding: 'utf8' })

beforeAll(async () => {
  await makeDemoRepository(git, folder)
})
afterAll(() => temporary.remove())

describe('the demo repository', () => {
  it('is worth reading: dozens of files, a history, and a clean checkout', async () => {
    expect(await makeDemoRepository(git, folder)).toEqual({ ok: true, value: folder })
    expect(rawGit('ls-files').trim().split('\n').length).toBeGreaterThan(50)
    expect(rawGit('log', '--format=%an').trim().split('\n')).toHaveLength(8)
    expect(rawGit('status', '--porcelain')).toBe('')
    expect(rawGit('ls-files', '--stage', 'bin/tidewatch.js')).toMatch(/^100755 /)
  })

  it('holds what makes a review hard: a picture and line ends of another world', () => {
    expect(readFileSync(path.join(folder, 'docs/tide-curve.png')).subarray(1, 4).toString()).toBe('PNG')
    expect(readFileSync(path.join(folder, 'data/notices.csv'), 'utf8')).toMatch(/^harbour,from,to,notice\r\n/)
    expect(rawGit('show', 'HEAD:data/notices.csv')).toContain('\r\n')
  })

  it('runs, and its tests pass at every commit', () => {
    for (const commit of rawGit('rev-list', '--reverse', 'HEAD').trim().split('\n')) {
      rawGit('checkout', '--quiet', '--detach', commit)
      const env = { PATH: environment['PATH'] ?? '' }
      expect(() => execFileSync(process.execPath, ['--test'], { cwd: folder, env })).not.toThrow()
    }
    rawGit('checkout', '--quiet', 'main')
    const output = execFileSync(process.execPath, ['bin/tidewatch.js', 'list'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(output).toMatch(/^Brackhaven +\d\.\d m$/m)
  })

  it('is the same wherever it is made', async () => {
    const other = path.join(temporary.path, 'other')
    await makeDemoRepository(git, other)
    const head = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: other,
      env: environment,
      encoding: 'utf8',
    })
    expect(head).toBe(rawGit('rev-parse', 'main'))
  })

  it('is made once: what the person did in it stays', async () => {
    const kept = path.join(folder, 'mine.txt')
    writeFileSync(kept, 'mine')
    expect(await makeDemoRepository(git, folder)).toEqual({ ok: true, value: folder })
    expect(readFileSync(kept, 'utf8')).toBe('mine')
  })

  it('leaves nothing behind when git fails', async () => {
    const broken = new Git({ env: { ...environment, PATH: '/nowhere' }, log: new CommandLog() })
    const place = path.join(temporary.path, 'broken', 'demo')
    const made = await makeDemoRepository(broken, place)
    expect(made.ok ? null : made.error.kind).toBe('gitFailed')
    expect(existsSync(place)).toBe(false)
    expect(readdirSync(path.dirname(place))).toEqual([])
  })
})
