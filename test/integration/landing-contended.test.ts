import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { LandingSetting } from '#test/support/landing.ts'
import { testGitEnvironment } from '#test/support/repository.ts'

let setting: LandingSetting
afterEach(() => setting.dispose())

const lines = (first: string): string =>
  [first, ...Array.from({ length: 20 }, (_, n) => `line ${n}`)].join('\n')

function open(): LandingSetting {
  setting = new LandingSetting({ files: { 'a.txt': lines('a'), 'b.txt': 'b\n' } })
  setting.accept({ 'a.txt': lines('A') })
  return setting
}

/** Makes a commit on the branch, with these files over what it has, without any checkout. */
function commitOn(branch: string, files: Readonly<Record<string, string>>): string {
  const { repository } = setting
  const tip = repository.git('rev-parse', `refs/heads/${branch}`)
  const tree = setting.treeWith(repository.tree(tip), files)
  const commit = repository.git('commit-tree', '-p', tip, '-m', 'by another', tree)
  repository.git('update-ref', `refs/heads/${branch}`, commit, tip)
  return commit
}

const land = (branch: string) => setting.landing().land({ session: setting.session, branch })
const content = (name: string): string => setting.repository.git('cat-file', 'blob', name)

describe('a target that others commit on', () => {
  test.each([
    ['without a change of files', {}],
    ['with changes that go together', { 'b.txt': 'B\n', 'c.txt': 'c\n' }],
  ])('is landed on as it is then, %s', async (_what, files) => {
    const { repository } = open()
    repository.git('branch', 'other')
    let theirs = ''
    setting.onStep = (step) => {
      if (step === 'checked' && theirs === '') theirs = commitOn('other', files)
    }
    const landed = await land('other')
    expect(landed).toMatchObject({ ok: true })
    expect(repository.git('rev-parse', 'other^')).toBe(theirs)
    expect([content('other:a.txt').split('\n')[0], content('other:b.txt')]).toEqual([
      'A',
      'b.txt' in files ? 'B' : 'b',
    ])
  })

  test('with changes that conflict is left where it went, and nothing was meant', async () => {
    const { repository } = open()
    repository.git('branch', 'other')
    let theirs = ''
    setting.onStep = (step) => {
      if (step === 'committed' && theirs === '') theirs = commitOn('other', { 'a.txt': lines('theirs') })
    }
    expect(await land('other')).toMatchObject({ ok: false, error: { kind: 'conflicts' } })
    expect(repository.git('rev-parse', 'other')).toBe(theirs)
    expect([setting.events, setting.landings]).toEqual([[], []])
  })

  test('each time before the landing is given up after a while, with nothing changed', async () => {
    const { repository } = open()
    repository.git('branch', 'other')
    let [theirs, times] = ['', 0]
    setting.onStep = (step) => {
      if (step !== 'committed') return
      theirs = commitOn('other', {})
      times += 1
    }
    expect(await land('other')).toMatchObject({ ok: false, error: { kind: 'targetMoved' } })
    expect(times).toBeGreaterThan(5)
    expect(repository.git('rev-parse', 'other')).toBe(theirs)
    expect([setting.events, setting.landings]).toEqual([[], []])
  })

  test('is held while the intent is written: nobody comes between that and the move', async () => {
    const { repository } = open()
    repository.git('branch', 'other')
    let refused = ''
    setting.onStep = (step) => {
      if (step !== 'intended') return
      try {
        commitOn('other', {})
      } catch (error) {
        refused = String(error)
      }
    }
    expect(await land('other')).toMatchObject({ ok: true })
    expect(refused).toMatch(/lock/)
    expect(content('other:a.txt').split('\n')[0]).toBe('A')
  })

  test('and where git collects what was just made for it is built again', async () => {
    const { repository } = open()
    repository.git('branch', 'other')
    let built = 0
    setting.onAccepted = () => {
      built += 1
      setting.accept({ 'a.txt': lines('A') })
    }
    setting.onStep = (step) => {
      if (step === 'planned' && built === 1) repository.git('prune', '--expire=now')
    }
    expect(await land('other')).toMatchObject({ ok: true })
    expect(built).toBe(2)
    expect(content('other:a.txt').split('\n')[0]).toBe('A')
    repository.git('fsck', '--strict')
  })

  test('in an endless loop gets the landing, and loses no commit', async () => {
    const { repository } = open()
    repository.git('branch', 'other')
    const commit =
      'old=$(git rev-parse other); git update-ref refs/heads/other $(git commit-tree -p $old -m theirs $old^{tree}) $old'
    const script = `echo begun; while true; do ${commit} 2>/dev/null; done`
    const others = spawn('sh', ['-c', script], {
      cwd: repository.path,
      env: testGitEnvironment(path.dirname(repository.path)),
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      await once(others.stdout, 'data')
      expect(await land('other')).toMatchObject({ ok: true })
    } finally {
      process.kill(-(others.pid ?? 0), 'SIGKILL')
      await once(others, 'close')
    }
    const history = repository.git('rev-list', '--first-parent', 'other').split('\n')
    expect(history).toContain(setting.landings[0]?.commit)
    expect(history.length).toBeGreaterThan(2)
    expect(content('other:a.txt').split('\n')[0]).toBe('A')
  })

  test('in its checkout between the move and the update takes files back, which is told', async () => {
    const { repository } = open()
    setting.onStep = (step) => {
      if (step === 'refMoved') repository.git('commit', '-q', '--allow-empty', '-m', 'theirs')
    }
    const landed = await land('main')
    const notice = expect.stringMatching(/took 1 landed file back to what it was.*is staged there/) as string
    expect(landed).toMatchObject({
      ok: true,
      value: { notices: expect.arrayContaining([notice]) as string[] },
    })
    expect(repository.git('diff', '--cached', '--name-only')).toBe('a.txt')
    expect(content(':a.txt').split('\n')[0]).toBe('A')
  })
})
