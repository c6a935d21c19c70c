import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import {
  attributeLines,
  Canaries,
  filtered,
  plantCanaries,
  plantOddFilter,
} from '#test/support/hostile-repository.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let canaries: Canaries
let workbench: TestWorkbench

const files = (content: string): Record<string, string> =>
  Object.fromEntries(filtered.map((name) => [`file.${name}`, `${content} ${name}\n`]))

beforeEach(async () => {
  folder = temporaryFolder('winnow-hostile-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  canaries = new Canaries(path.join(folder.path, 'sung'))
  workbench = await TestWorkbench.start(folder.path)
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

const identity = { name: 'A Person', email: 'person@example.test' }

/** Accepts every hunk of a session's newest revision. */
async function acceptAll(session: string): Promise<readonly string[]> {
  const changeset = unwrap(await workbench.client.changeset.get({ session }))
  const decisions = changeset.files
    .flatMap((file) => file.hunks)
    .map((hunk) => ({ hunk: hunk.id, verdict: 'accept' as const }))
  unwrap(await workbench.client.review.decide({ session, decisions }))
  return changeset.files.map((file) => file.path)
}

describe('a repository full of commands', () => {
  it('runs none of them, from opening to undoing a landing', async () => {
    repository.commit('base', {
      ...files('base'),
      '.gitmodules': '[submodule "sub"]\n\tpath = sub\n',
      // In every tree and index, besides those that lie in the git folder.
      '.gitattributes': attributeLines.join('\n'),
    })
    repository.git('branch', 'aside')
    const head = repository.commit('more', { more: 'more\n' })
    plantCanaries(repository, canaries)
    const opened = await workbench.open(repository.path)
    expect(canaries.sung()).toEqual([])

    const session = await workbench.task(
      opened,
      filtered.map((name) => `echo agent > file.${name}`).join('; '),
      'do it',
      'echo again >> file.plain; echo new > new.plain',
    )
    const ready = await workbench.state(session, 'ready', 'failed')
    expect([ready.state, ready.activity]).toEqual(['ready', ready.activity])
    expect(canaries.sung()).toEqual([])
    expect(await acceptAll(session)).toEqual(filtered.map((name) => `file.${name}`).sort())
    for (const name of filtered)
      unwrap(await workbench.client.changeset.file({ session, path: `file.${name}` }))
    expect(canaries.sung()).toEqual([])

    unwrap(await workbench.client.session.followUp({ session, text: 'again' }))
    await workbench.until(session, (found) => found.state === 'ready' && found.revisions.length === 2)
    expect(await acceptAll(session)).toContain('new.plain')
    unwrap(await workbench.client.landing.preview({ session }))
    unwrap(await workbench.client.landing.exportPatch({ session, identity }))
    unwrap(await workbench.client.landing.applyToCheckout({ session }))
    unwrap(await workbench.client.landing.undo({ session }))
    expect(canaries.sung()).toEqual([])
    for (const branch of ['fresh', 'aside', 'main']) {
      unwrap(await workbench.client.landing.land({ session, branch, identity }))
      unwrap(await workbench.client.landing.undo({ session }))
    }
    unwrap(await workbench.client.landing.land({ session, branch: 'main', identity }))
    expect(canaries.sung()).toEqual([])

    writeFileSync(path.join(repository.path, 'more'), 'uncommitted\n')
    const own = unwrap(
      await workbench.client.session.review({ repository: opened, source: { kind: 'uncommitted' } }),
    ).session
    expect(await acceptAll(own)).toEqual(['more'])
    writeFileSync(path.join(repository.path, 'file.plain'), 'uncommitted too\n')
    unwrap(await workbench.client.session.refresh({ session: own }))
    await acceptAll(own)
    unwrap(await workbench.client.landing.land({ session: own, branch: 'main', identity }))
    const range = unwrap(
      await workbench.client.session.review({
        repository: opened,
        source: { kind: 'range', range: `${head}^..main` },
      }),
    ).session
    await acceptAll(range)
    unwrap(await workbench.client.session.discard({ session }))
    unwrap(await workbench.client.session.restore({ session }))
    await workbench.end()
    workbench = await TestWorkbench.start(folder.path)
    unwrap(await workbench.client.changeset.get({ session: range }))
    expect(canaries.sung()).toEqual([])
  })

  it('runs no filter that cannot be named, and says so', async () => {
    repository.commit('base', { 'a.odd': 'base\n' })
    plantOddFilter(repository, canaries)
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, 'echo agent > a.odd')
    const end = await workbench.state(session, 'ready', 'failed')
    expect([end.state, end.activity]).toEqual(['failed', expect.stringContaining('name is not UTF-8')])
    expect(canaries.sung()).toEqual([])
  })

  it('runs none of them to get an object that is missing', async () => {
    repository.commit('base', { a: 'base\n', b: 'b\n' })
    const lost = repository.git('rev-parse', 'HEAD:b')
    plantCanaries(repository, canaries)
    rmSync(path.join(repository.path, '.git/objects', lost.slice(0, 2), lost.slice(2)))
    rmSync(path.join(repository.path, 'b'))
    const opened = await workbench.open(repository.path)
    const session = await workbench.task(opened, 'echo agent > a')
    const end = await workbench.state(session, 'ready', 'failed')
    expect(end.state).toBe('failed')
    expect(canaries.sung()).toEqual([])
    unwrap(await workbench.client.session.review({ repository: opened, source: { kind: 'uncommitted' } }))
    expect(existsSync(path.join(repository.path, 'b'))).toBe(false)
    expect(canaries.sung()).toEqual([])
    expect(readdirSync(canaries.folder)).toEqual([])
  })
})
