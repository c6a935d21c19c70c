import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { temporaryFolder, testGitEnvironment, TestRepository } from '#test/support/repository.ts'
import { CommandLog } from './command-log.ts'
import { revisionRef, sessionRefs, setHiddenRef } from './hidden-ref.ts'
import { moveHiddenRef } from './move-hidden-ref.ts'
import { Git } from './run.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let commits: readonly [string, string, string]
const ref = revisionRef('s1', 1)

beforeEach(() => {
  folder = temporaryFolder()
  repository = new TestRepository(folder.path)
  commits = [repository.commit('one'), repository.commit('two'), repository.commit('three')]
})
afterEach(() => folder.remove())

const commonDir = (): string => path.join(repository.path, '.git')
const references = (): string =>
  repository.git('for-each-ref', '--format=%(refname) %(objectname)', sessionRefs('s1'))
const move = async (oid: string, keeps = true): Promise<unknown> => {
  const git = new Git({ env: testGitEnvironment(folder.path), log: new CommandLog() })
  const run = (call: Omit<Parameters<Git['run']>[0], 'folder'>): ReturnType<Git['run']> =>
    git.run({ ...call, folder: repository.path })
  return unwrap(await moveHiddenRef(run, { commonDir: commonDir(), ref, oid, purpose: 'test', keeps }))
}

it.each(['loose', 'packed'])('a hidden reference that is %s is moved from what it was alone', async (how) => {
  const [first, second, third] = commits
  expect(await setHiddenRef(commonDir(), ref, first, second)).toBe(false)
  expect(await setHiddenRef(commonDir(), ref, first, null)).toBe(true)
  if (how === 'packed') repository.git('pack-refs', '--all')
  expect(await setHiddenRef(commonDir(), ref, second, null)).toBe(false)
  expect(await setHiddenRef(commonDir(), ref, second, third)).toBe(false)
  expect(references()).toBe(`${ref} ${first}`)
  await move(second)
  expect(references()).toBe(`${ref} ${second}\n${ref}-${first.slice(0, 12)} ${first}`)
  await move(second)
  await move(third, false)
  expect(references()).toBe(`${ref} ${third}\n${ref}-${first.slice(0, 12)} ${first}`)
})

it('one that a power cut left empty is none', async () => {
  expect(await setHiddenRef(commonDir(), ref, commits[0], null)).toBe(true)
  rmSync(path.join(commonDir(), ref))
  writeFileSync(path.join(commonDir(), ref), '')
  await move(commits[1])
  expect(references()).toBe(`${ref} ${commits[1]}`)
})
