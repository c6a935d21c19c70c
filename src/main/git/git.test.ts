import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { testGitEnvironment } from '#test/support/repository.ts'
import { CatFile } from './batch.ts'
import { CommandLog } from './command-log.ts'
import { gitEnvironment } from './environment.ts'
import { Porcelain } from './porcelain.ts'
import { describeGitFailure, Git } from './run.ts'

let checkout: TestCheckout
beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => {
  vi.useRealTimers()
  checkout.remove()
})

const run = (...args: string[]): ReturnType<Git['run']> =>
  checkout.git.run({ purpose: 'try', folder: checkout.repository.path, args })

/** A git that is a shell script. */
function scripted(
  text: string,
  limits: { readonly atOnce?: number; readonly mostOutput?: number } = {},
): Git {
  const folder = path.join(checkout.folder, 'bin')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'git'), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const env = { PATH: `${folder}:/bin:/usr/bin` }
  return new Git({ env, log: checkout.log, ...limits })
}

describe('running git', () => {
  it('gives bytes, takes bytes, and is logged', async () => {
    const bytes = Uint8Array.from([0, 255, 10, 233])
    const { folder, log } = { folder: checkout.repository.path, log: checkout.log }
    const stored = unwrap(
      await checkout.git.text({
        purpose: 'store',
        folder,
        args: ['hash-object', '-w', '--stdin'],
        input: bytes,
      }),
    )
    expect([...unwrap(await run('cat-file', 'blob', stored)).stdout]).toEqual([...bytes])
    expect(log.entries).toMatchObject([
      { seq: 1, purpose: 'store', argv: ['git', 'hash-object', '-w', '--stdin'], folder, exitCode: 0 },
      { seq: 2, purpose: 'try', exitCode: 0 },
    ])
  })

  it.each(['the folder', 'its objects'])(
    'says that the repository is not where it was, of %s',
    async (what) => {
      checkout.repository.commit('one', { a: 'one\n' })
      const there = checkout.repository.path
      const tree = checkout.repository.git('rev-parse', 'HEAD^{tree}')
      const own = path.join(checkout.folder, 'own')
      mkdirSync(own)
      checkout.repository.git('init', '-q', '--bare', own)
      renameSync(there, `${there}-renamed`)
      const env = { GIT_DIR: own, GIT_OBJECT_DIRECTORY: path.join(there, '.git/objects') }
      const failed = await checkout.git.run({
        purpose: 'compare trees',
        args: ['ls-tree', tree],
        ...(what === 'the folder' ? { folder: there } : { folder: own, env }),
      })
      renameSync(`${there}-renamed`, there)
      if (failed.ok) throw new Error('it did not fail')
      expect(describeGitFailure(failed.error)).toContain(
        `because the folder ${there} is not there: it was renamed`,
      )
    },
  )

  it('fails with what git said, unless the exit code was expected', async () => {
    const failed = await run('cat-file', 'blob', 'nothing')
    expect(failed).toMatchObject({ ok: false, error: { kind: 'failed', exitCode: 128, purpose: 'try' } })
    if (failed.ok) throw new Error('it did not fail')
    expect(describeGitFailure(failed.error)).toBe('git could not try: fatal: Not a valid object name nothing')
    const expected = await checkout.git.run({
      purpose: 'try',
      folder: checkout.repository.path,
      args: ['cat-file', 'blob', 'nothing'],
      accept: [128],
    })
    expect(expected).toMatchObject({ ok: true, value: { exitCode: 128 } })
  })

  it('tells when git or the folder is missing, once', async () => {
    const none = new Git({ env: { PATH: '/nowhere' }, log: checkout.log })
    const call = { purpose: 'try', folder: checkout.repository.path, args: ['version'] }
    expect(await none.run(call)).toMatchObject({ ok: false, error: { kind: 'notStarted' } })
    const nowhere = await checkout.git.run({ ...call, folder: '/no/such/folder' })
    expect(nowhere).toMatchObject({ ok: false, error: { kind: 'notStarted' } })
    expect(checkout.log.entries.length).toBe(2)
  })

  it('is over only when the stopped process is gone', async () => {
    const marks = path.join(checkout.folder, 'marks')
    mkdirSync(marks)
    const slow = scripted(
      `trap 'sleep 0.1; touch ${marks}/ended; exit 143' TERM; echo started; while :; do sleep 0.02; done`,
    )
    const stop = new AbortController()
    const process = slow.start({ purpose: 'wait', folder: checkout.folder, args: [], signal: stop.signal })
    await new Promise((resolve) => process.stdout.once('data', resolve))
    stop.abort()
    expect(await process.done).toMatchObject({ ok: false, error: { kind: 'aborted' } })
    expect(existsSync(path.join(marks, 'ended'))).toBe(true)
    expect(checkout.log.entries.length).toBe(1)
  })

  it('does not start what was stopped before', async () => {
    const args = ['version']
    const call = { purpose: 'try', folder: checkout.folder, args, signal: AbortSignal.abort() }
    expect(await checkout.git.run(call)).toMatchObject({ ok: false, error: { kind: 'aborted' } })
    expect(checkout.log.entries).toEqual([])
  })

  it('runs no more at once than it may, and all of them in the end', async () => {
    const marks = path.join(checkout.folder, 'marks')
    const slow = scripted(`printf + >> ${marks}; sleep 0.05; printf -- - >> ${marks}`, { atOnce: 3 })
    const call = { purpose: 'wait', folder: checkout.folder, args: [] }
    const ran = await Promise.all(Array.from({ length: 10 }, () => slow.run(call)))
    expect(ran.every((result) => result.ok)).toBe(true)
    let running = 0
    const counts = [...readFileSync(marks, 'utf8')].map((mark) => (running += mark === '+' ? 1 : -1))
    expect(counts.length).toBe(20)
    expect(Math.max(...counts)).toBeLessThanOrEqual(3)
  })

  it('ends what prints without end, also where a program of its own prints, and says how much that was', async () => {
    // The shell is what is killed; what it started holds the pipe.
    const endless = scripted('tr "\\0" y < /dev/zero; true', { mostOutput: 1_000_000 })
    const call = { purpose: 'list files', folder: checkout.folder, args: ['ls-files'] }
    const failed = await endless.run(call)
    expect(failed).toMatchObject({ ok: false, error: { kind: 'tooLarge', purpose: 'list files' } })
    if (failed.ok) throw new Error('it did not fail')
    expect(describeGitFailure(failed.error)).toBe(
      'git could not list files: it printed more than 1.0 MB and was ended',
    )
    const porcelain = new Porcelain(endless)
    expect(await porcelain.tree(checkout.folder, 'HEAD')).toMatchObject({
      ok: false,
      error: { kind: 'tooLarge' },
    })
    const cat = new CatFile(endless, checkout.folder, {})
    expect((await cat.read('1'.repeat(40))).ok).toBe(false)
    cat.dispose()
  })

  it('takes as much as it may, to the last byte', async () => {
    const exact = scripted('head -c 1000000 /dev/zero', { mostOutput: 1_000_000 })
    const call = { purpose: 'list files', folder: checkout.folder, args: ['ls-files'] }
    expect(unwrap(await exact.run(call)).stdout.length).toBe(1_000_000)
  })

  it('lets what waits for its turn be stopped, and gives its place to the next', async () => {
    const go = path.join(checkout.folder, 'go')
    const held = scripted(`echo $1; while [ ! -e ${go} ]; do sleep 0.01; done`, { atOnce: 1 })
    const call = (name: string) => ({ purpose: 'wait', folder: checkout.folder, args: [name] })
    const first = held.run(call('first'))
    const stop = new AbortController()
    const stopped = held.run({ ...call('stopped'), signal: stop.signal })
    const next = held.run(call('next'))
    stop.abort()
    expect(await stopped).toMatchObject({ ok: false, error: { kind: 'aborted' } })
    writeFileSync(go, '')
    expect(unwrap(await first).stdout.toString()).toBe('first\n')
    expect(unwrap(await next).stdout.toString()).toBe('next\n')
    expect(checkout.log.entries.map((entry) => entry.argv[1])).toEqual(['first', 'next'])
  })

  it('waits for none that goes on until it is told to end', async () => {
    const folder = checkout.repository.path
    const git = new Git({ env: testGitEnvironment(checkout.folder), log: checkout.log, atOnce: 1 })
    const staying = git.start({ purpose: 'stay', folder, args: ['cat-file', '--batch'] })
    const prepared = git.prepare({ purpose: 'be ready', folder, args: ['hash-object', '--stdin'] })
    staying.stdout.resume()
    expect(await git.run({ purpose: 'try', folder, args: ['version'] })).toMatchObject({ ok: true })
    expect(await prepared.finish(Buffer.from('x'))).toMatchObject({ ok: true })
    staying.stdin.end()
    expect(await staying.done).toMatchObject({ ok: true })
  })

  it('keeps the end of what git says', async () => {
    const loud = scripted('i=0; while [ $i -lt 2000 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 1')
    const failed = await loud.run({ purpose: 'shout', folder: checkout.folder, args: [] })
    if (failed.ok) throw new Error('it did not fail')
    expect(failed.error.stderr.length).toBe(4000)
    expect(describeGitFailure(failed.error)).toBe('git could not shout: line 1999')
  })

  it('survives a process that does not read its input', async () => {
    const deaf = scripted('exit 3')
    const failed = await deaf.run({
      purpose: 'ignore',
      folder: checkout.folder,
      args: [],
      input: Buffer.alloc(4_000_000),
    })
    expect(failed).toMatchObject({ ok: false, error: { kind: 'failed', exitCode: 3 } })
  })
})

describe('the environment', () => {
  it("passes on what git needs and nothing that steers git or belongs to the person's work", () => {
    const outer = {
      HOME: '/home/me',
      PATH: '/bin',
      GIT_DIR: '/elsewhere',
      GIT_INDEX_FILE: '/elsewhere/index',
      GIT_EXTERNAL_DIFF: 'evil',
      GIT_CONFIG_PARAMETERS: "'core.pager=evil'",
      GIT_SSH_COMMAND: 'evil',
      OPENAI_API_KEY: 'secret',
    }
    const inner = gitEnvironment(outer, [['a.b', 'c']], { GIT_INDEX_FILE: '/ours' })
    expect(inner).toMatchObject({ HOME: '/home/me', PATH: '/bin', GIT_INDEX_FILE: '/ours' })
    for (const name of [
      'GIT_DIR',
      'GIT_EXTERNAL_DIFF',
      'GIT_CONFIG_PARAMETERS',
      'GIT_SSH_COMMAND',
      'OPENAI_API_KEY',
    ])
      expect(inner).not.toHaveProperty(name)
    const last = Number(inner['GIT_CONFIG_COUNT']) - 1
    expect([inner[`GIT_CONFIG_KEY_${last}`], inner[`GIT_CONFIG_VALUE_${last}`]]).toEqual(['a.b', 'c'])
  })

  it('outranks what a repository configures', async () => {
    checkout.repository.git('config', 'core.pager', 'evil')
    checkout.repository.git('config', 'core.fsmonitor', 'evil')
    expect(unwrap(await run('config', 'core.pager')).stdout.toString()).toBe('cat\n')
    expect(unwrap(await run('config', 'core.fsmonitor')).stdout.toString()).toBe('false\n')
  })
})

describe('the command log', () => {
  it('keeps the newest 500, numbered without gaps, and tells of each', () => {
    const log = new CommandLog()
    const told: number[] = []
    log.added.on((entry) => told.push(entry.seq))
    const entry = { at: 0, purpose: 'p', argv: ['git'], folder: '/', exitCode: 0, duration: 1 }
    for (let count = 0; count < 600; count += 1) log.add(entry)
    expect(log.entries.length).toBe(500)
    expect([log.entries[0]?.seq, log.entries.at(-1)?.seq, told.length]).toEqual([101, 600, 600])
  })
})

describe('reading objects', () => {
  const open = (git = checkout.git): CatFile => new CatFile(git, checkout.commonDir, {})
  const store = (content: Uint8Array | string): string =>
    checkout.repository.gitBytes(['hash-object', '-w', '--stdin'], content).toString().trim()

  it('gives each answer to its question, whatever the sizes and bytes', async () => {
    const contents = [
      '',
      'a',
      '\n',
      'x'.repeat(70_000),
      'blob 5\nfake\n',
      '\0\xff',
      'y'.repeat(3_000_000),
    ].map((text) => Buffer.from(text, 'latin1'))
    const oids = contents.map((content) => store(content))
    const cat = open()
    const asked = [...oids, '1'.repeat(40), ...oids]
    const answers = await Promise.all(asked.map((oid) => cat.read(oid)))
    const bytes = answers.map((answer) => unwrap(answer)?.bytes ?? null)
    expect(bytes.length).toBe(15)
    expect(bytes[7]).toBeNull()
    contents.forEach((content, index) => {
      expect(bytes[index]?.equals(content)).toBe(true)
      expect(bytes[index + 8]?.equals(content)).toBe(true)
    })
    expect(checkout.log.entries.length).toBe(0)
    cat.dispose()
  })

  it('finds objects that came after it started', async () => {
    const cat = open()
    unwrap(await cat.read(store('first')))
    expect(unwrap(await cat.read(store('second')))?.bytes.toString()).toBe('second')
    cat.dispose()
  })

  it('takes nothing but one object id', async () => {
    const cat = open()
    const oid = store('x')
    for (const name of [`${oid}\n${oid}`, 'HEAD', '', '--help'])
      expect(await cat.read(name)).toEqual({ ok: true, value: null })
    expect(unwrap(await cat.read(oid))?.bytes.toString()).toBe('x')
    cat.dispose()
  })

  it('leaves no timer behind when it is closed, also after reads at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const cat = open()
    const oids = ['one', 'two', 'three'].map((content) => store(content))
    unwrap(await cat.read(oids[0] ?? ''))
    // Those of the process itself are among them.
    const after = vi.getTimerCount()
    await Promise.all(oids.map((oid) => cat.read(oid)))
    expect(vi.getTimerCount()).toBe(after)
    cat.dispose()
    expect(vi.getTimerCount()).toBe(after - 1)
  })

  it('ends itself when idle, and starts again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const cat = open()
    const oid = store('x')
    const ended = new Promise((resolve) => checkout.log.added.on(resolve))
    unwrap(await cat.read(oid))
    vi.advanceTimersByTime(20_000)
    // Asked while the old process is still ending.
    const again = cat.read(oid)
    await ended
    expect(unwrap(await again)?.bytes.toString()).toBe('x')
    cat.dispose()
  })

  it('fails what is asked when git ends, and what is asked once it is closed', async () => {
    const cat = open(scripted('exit 1'))
    expect(await cat.read('1'.repeat(40))).toMatchObject({
      ok: false,
      error: { kind: 'failed', exitCode: 1 },
    })
    cat.dispose()
    expect(await cat.read('1'.repeat(40))).toMatchObject({ ok: false, error: { kind: 'aborted' } })
  })
})

describe('objects', () => {
  it('writes trees in which a file takes the place of a folder, and the other way round', async () => {
    const objects = await checkout.objects()
    checkout.repository.commit('one', { 'a/b': '1', c: '2', d: '3' })
    const [oid] = unwrap(await objects.writeBlobs([Buffer.from('new')]))
    const tree = unwrap(
      await objects.writeTree(checkout.repository.tree(), [
        { path: 'a', mode: '120000', oid: oid ?? '' },
        { path: 'a/b', mode: '100644', oid: null },
        { path: 'c/ünï\udcff', mode: '100755', oid: oid ?? '' },
        { path: 'c', mode: '100644', oid: null },
      ]),
    )
    const listed = checkout.repository.gitBytes(['ls-tree', '-r', '-z', tree]).toString('latin1')
    const name = Buffer.from('ünï').toString('latin1')
    expect(listed.split('\0').map((entry) => entry.replace(/ blob [0-9a-f]+\t/, ' '))).toEqual([
      '120000 a',
      `100755 c/${name}\xff`,
      '100644 d',
      '',
    ])
  })

  it('makes commits with the given people, times and bytes of message', async () => {
    const objects = await checkout.objects()
    const commit = unwrap(
      await objects.commit({
        tree: checkout.repository.git('hash-object', '-t', 'tree', '-w', '/dev/null'),
        parents: [],
        message: 'Title ünï\n\n-body\n',
        author: { name: 'A', email: 'a@x', date: '1700000000 +0100' },
        committer: { name: 'B', email: 'b@x', date: '1700000001 +0000' },
      }),
    )
    const shown = checkout.repository.git(
      'show',
      '-s',
      '--format=%an %ae %ad|%cn %cd|%B',
      '--date=raw',
      commit,
    )
    expect(shown).toBe('A a@x 1700000000 +0100|B 1700000001 +0000|Title ünï\n\n-body')
  })
})
