import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let remote: TestRepository

beforeEach(async () => {
  folder = temporaryFolder('winnow-pushed-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('one', { 'a.txt': 'a\n' })
  repository.git('tag', 'v1')
  remote = new TestRepository(path.join(folder.path, 'remote'), { init: ['--bare'] })
  repository.git('remote', 'add', 'origin', remote.path)
  const workbench = await TestWorkbench.start(folder.path)
  const session = await workbench.task(await workbench.open(repository.path), 'echo x > x')
  await workbench.state(session, 'ready')
  await workbench.end()
})
afterEach(() => folder.remove())

const hidden = (where: TestRepository): string => where.git('for-each-ref', 'refs/winnow')

describe('hidden references', () => {
  it.each([
    ['--all'],
    ['--tags'],
    ['origin', 'main'],
    ['--follow-tags', 'origin', 'HEAD'],
    ['--prune', 'origin', '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'],
  ])('are not published by a push of what is meant: %s', (...words) => {
    expect(hidden(repository)).not.toBe('')
    repository.git('push', '-q', ...words)
    expect(remote.git('for-each-ref')).not.toBe('')
    expect(hidden(remote)).toBe('')
  })

  it('are not taken by a fetch or a clone, and are by what asks for all references', () => {
    const clone = (...words: readonly string[]): string => {
      const place = new TestRepository(path.join(folder.path, `clone-${words.length}`), { init: ['--bare'] })
      place.git('fetch', '-q', ...words, repository.path, ...(words.length > 0 ? [] : ['main']))
      return hidden(place)
    }
    expect(clone()).toBe('')
    expect(clone('--tags')).toBe('')
    repository.git('push', '-q', '--mirror')
    expect(hidden(remote)).toBe(hidden(repository))
  })
})
