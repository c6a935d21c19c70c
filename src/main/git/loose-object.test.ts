import { chmodSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { isBrokenLoose, storeLooseObject } from './loose-object.ts'

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

test.each([10, 5_000_000, 30_000_000])(
  'an object of %i bytes is broken once its file is cut',
  async (size) => {
    const folder = temporaryFolder()
    try {
      // The first megabytes are one letter, so that a small file holds much.
      const bytes = Buffer.alloc(size, 'a')
      for (let at = 6_000_000; at < size; at += 1) bytes[at] = (at * at) % 251
      const oid = storeLooseObject(folder.path, 'sha1', 'blob', bytes)
      expect(await isBrokenLoose(folder.path, 'sha1', oid)).toBe(false)
      const file = path.join(folder.path, oid.slice(0, 2), oid.slice(2))
      chmodSync(file, 0o644)
      truncateSync(file, statSync(file).size - 5)
      expect(await isBrokenLoose(folder.path, 'sha1', oid)).toBe(true)
      truncateSync(file, 0)
      expect(await isBrokenLoose(folder.path, 'sha1', oid)).toBe(true)
    } finally {
      folder.remove()
    }
  },
)
