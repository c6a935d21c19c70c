import { chmodSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { storeLooseObject } from './loose-object.ts'

test('an object that a power cut left empty is written anew', () => {
  const folder = temporaryFolder()
  try {
    const repository = new TestRepository(folder.path)
    const tree = repository.commit('one', { a: 'a\n' }) && repository.git('rev-parse', 'HEAD^{tree}')
    const who = 'W <w@localhost> 1700000000 +0000'
    const bytes = Buffer.from(`tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nours\n`)
    const objects = path.join(folder.path, '.git', 'objects')
    const store = (): string => storeLooseObject(objects, 'sha1', 'commit', bytes)
    const oid = store()
    const file = path.join(objects, oid.slice(0, 2), oid.slice(2))
    chmodSync(file, 0o644)
    truncateSync(file)
    expect(store()).toBe(oid)
    expect(repository.gitBytes(['cat-file', 'commit', oid])).toEqual(bytes)
  } finally {
    folder.remove()
  }
})
