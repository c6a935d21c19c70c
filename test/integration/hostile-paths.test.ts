import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import { runProgram } from '#main/cli/program.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
const identity = { name: 'A Person', email: 'person@example.test' }

beforeEach(async () => {
  folder = temporaryFolder('winnow-hostile-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const at = (...parts: string[]): string => path.join(repository.path, ...parts)

/** A commit over main of raw entries: "mode type oid\tpath" of one level, as no honest git would write them. */
function rawCommit(entries: readonly string[]): string {
  const trees = (given: readonly (readonly [string, string])[]): string => {
    const lines = new Map<string, string>()
    const below = new Map<string, (readonly [string, string])[]>()
    for (const [name, mode] of given) {
      const slash = name.indexOf('/')
      if (slash > 0) {
        const top = name.slice(0, slash)
        below.set(top, [...(below.get(top) ?? []), [name.slice(slash + 1), mode]])
      } else lines.set(name, mode)
    }
    const blob = repository.gitBytes(['hash-object', '-w', '--stdin'], 'evil\n').toString().trim()
    const objects = [
      ...[...lines].map(([name, mode]) => [name, mode, blob] as const),
      ...[...below].map(([name, inner]) => [name, '40000', trees(inner)] as const),
    ].sort(([a], [b]) => (a < b ? -1 : 1))
    const bytes = Buffer.concat(
      objects.flatMap(([name, mode, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    )
    return repository
      .gitBytes(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], bytes)
      .toString()
      .trim()
  }
  const tree = trees(entries.map((name) => [name, '100644'] as const))
  return repository.git('commit-tree', tree, '-p', 'main', '-m', 'evil')
}

async function reviewAll(range: string): Promise<{ session: string; accepted: boolean; paths: string[] }> {
  const opened = await workbench.open(repository.path)
  const source = { kind: 'range' as const, range }
  const { session } = unwrap(await workbench.client.session.review({ repository: opened, source }))
  const changeset = await workbench.client.changeset.get({ session })
  if (!changeset.ok) return { session, accepted: false, paths: [] }
  const decisions = changeset.value.files
    .filter((file) => file.change !== 'deleted')
    .flatMap((file) => file.hunks)
    .map((hunk) => ({ hunk: hunk.id, verdict: 'accept' as const }))
  const decided = await workbench.client.review.decide({ session, decisions })
  return { session, accepted: decided.ok, paths: changeset.value.files.map((file) => file.path) }
}

describe('paths that lead out of the worktree', () => {
  it.each(['.git/hooks/post-checkout', '.GIT/config', 'git~1/config', '../outside', 'a/../../outside', '..'])(
    'are shown and land nowhere: %s',
    async (evil) => {
      repository.commit('base', { kept: 'kept\n' })
      const config = readFileSync(at('.git/config'))
      repository.git('branch', 'evil', rawCommit([evil]))
      const { session } = await reviewAll('main..evil')
      for (const branch of ['main', 'fresh']) {
        const landed = await workbench.client.landing.land({ session, branch, identity })
        expect(landed).toMatchObject({ ok: false })
      }
      expect(await workbench.client.landing.applyToCheckout({ session })).toMatchObject({ ok: false })
      expect(readFileSync(at('.git/config'))).toEqual(config)
      expect(existsSync(at('.git/hooks/post-checkout'))).toBe(false)
      expect(existsSync(path.join(folder.path, 'outside'))).toBe(false)
      expect(repository.git('status', '--porcelain')).toBe('')
    },
  )

  it('are not followed through a link in the checkout', async () => {
    repository.commit('base', { kept: 'kept\n', '.gitignore': 'linked\n' })
    const outside = path.join(folder.path, 'outside')
    mkdirSync(outside)
    repository.git('checkout', '-qb', 'evil')
    repository.commit('evil', { 'linked/file': 'evil\n' })
    repository.git('checkout', '-q', 'main')
    rmSync(at('linked'), { recursive: true, force: true })
    symlinkSync(outside, at('linked'))
    const { session, accepted } = await reviewAll('main..evil')
    expect(accepted).toBe(true)
    for (const land of [
      workbench.client.landing.land({ session, branch: 'main', identity }),
      workbench.client.landing.applyToCheckout({ session }),
    ])
      expect(await land).toMatchObject({ ok: false, error: { kind: 'inTheWay', paths: ['linked'] } })
    expect(existsSync(path.join(outside, 'file'))).toBe(false)
    expect(lstatSync(at('linked')).isSymbolicLink()).toBe(true)
  })

  it('are links themselves, shown by where they point and never read', async () => {
    repository.commit('base', { kept: 'kept\n' })
    writeFileSync(path.join(folder.path, 'secret'), 'the secret\n')
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, `ln -s ${folder.path}/secret link; ln -s ${folder.path} up`)
    expect((await workbench.state(session, 'ready', 'failed')).state).toBe('ready')
    const changeset = unwrap(await workbench.client.changeset.get({ session }))
    expect(changeset.files.map((file) => [file.path, file.newMode])).toEqual([
      ['link', '120000'],
      ['up', '120000'],
    ])
    const shown = JSON.stringify(unwrap(await workbench.client.changeset.file({ session, path: 'link' })))
    expect(shown).toContain(`${folder.path}/secret`)
    expect(shown).not.toContain('the secret')
  })

  it('are a checkout somewhere else that the repository names', async () => {
    repository.commit('base', { kept: 'kept\n' })
    const home = path.join(folder.path, 'home')
    mkdirSync(home)
    repository.git('config', 'core.worktree', home)
    for (const place of [repository.path, at('.git')])
      expect(await workbench.client.repository.open({ path: place })).toMatchObject({ ok: false })
    repository.git('config', 'core.worktree', folder.path)
    expect(await workbench.client.repository.open({ path: repository.path })).toMatchObject({
      ok: false,
      error: { kind: 'untrusted', message: expect.stringContaining('core.worktree') },
    })
    repository.git('config', 'core.worktree', '..')
    await workbench.open(repository.path)
  })
})

describe('names', () => {
  it('that are options, or commands for a terminal, are names', async () => {
    const names = [
      '-rf',
      '--upload-pack=touch sung',
      '--output=sung',
      '-c core.pager=x',
      ':(top)x',
      '$(touch sung)',
      '\u001b]0;owned\u0007\u001b[2J',
      'a\u009b31mred',
      '\u202etxt.exe',
      '<img src=x onerror=alert(1)>',
      'new\nline',
    ]
    repository.commit('base', { kept: 'kept\n' })
    repository.git('checkout', '-q', 'main')
    repository.git('branch', 'other')
    repository.git('checkout', '-q', 'other')
    repository.commit('\u001b[31mevil', Object.fromEntries(names.map((name) => [name, `\u001b[2J${name}\n`])))
    repository.git('checkout', '-q', 'main')
    const { session, paths } = await reviewAll('main..other')
    expect([...paths].sort()).toEqual([...names].sort())
    unwrap(await workbench.client.session.rename({ session, title: '\u001b[31mred\u009b\u202e' }))

    const printed: string[] = []
    const run = (...argv: string[]): Promise<number> =>
      runProgram(argv, {
        version: '0',
        folder: repository.path,
        gitPatience: 60_000,
        connect: () =>
          Promise.resolve({ client: workbench.client as WorkbenchClient, close: () => Promise.resolve() }),
        readStdin: () => Promise.resolve(''),
        print: (text) => void printed.push(text),
        serve: () => Promise.resolve(),
        open: () => Promise.resolve({ message: '', link: null }),
        inspect: () => Promise.reject(new Error('it is not asked for')),
        recover: () => Promise.reject(new Error('it is not asked for')),
        adopt: () => Promise.reject(new Error('it is not asked for')),
        serveMcp: () => Promise.reject(new Error('it is not asked for')),
        doctor: () => Promise.resolve({ checks: [] }),
      })
    for (const command of [
      ['sessions'],
      ['show', session],
      ['changeset', session],
      ['decide', session, '--file', names[6] ?? '', '--reject'],
      ['undo', session, '--decision'],
    ])
      for (const more of [[], ['--json']]) await run(...command, ...more)
    const text = printed.join('\n')
    expect(text).toContain('␛')
    // Control, format (bidi among them) and separator characters.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    unwrap(await workbench.client.landing.land({ session, branch: 'main', identity }))
    expect(repository.gitBytes(['ls-files', '-z']).toString().split('\0').filter(Boolean).sort()).toEqual(
      ['kept', ...names].sort(),
    )
    expect(existsSync(at('sung'))).toBe(false)
  })

  it('are plain text in notifications', async () => {
    repository.commit('base', { kept: 'kept\n' })
    await workbench.end()
    const told: string[] = []
    workbench = await TestWorkbench.start(folder.path, {
      notify: ({ title, body }) => void told.push(title, body),
    })
    const opened = await workbench.open(repository.path)
    const evil = '<a href="http://x">\u001b[31m\u202eclick</a>'
    const session = await workbench.task(opened, 'exit 3', evil)
    await workbench.state(session, 'failed')
    await until('a notification', () => told.length === 2)
    expect(told.join('\n')).toContain('click')
    expect(told.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>&]/u)
  })
})
