import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { checkOutStaged } from '../../scripts/staged.ts'

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository

beforeEach(() => {
  folder = temporaryFolder('winnow-staged-')
  repository = new TestRepository(path.join(folder.path, 'checkout'))
  mkdirSync(path.join(repository.path, 'node_modules'))
  repository.commit('Begin', { '.gitignore': 'node_modules\n.cache\n', 'a.txt': 'a\n', 'gone.txt': 'b\n' })
})
afterEach(() => folder.remove())

const write = (name: string, text: string): void => writeFileSync(path.join(repository.path, name), text)
const staged = (name: string): string | null => {
  const file = path.join(repository.path, '.cache', 'staged', name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

it('checks what is staged, and not what the work tree has besides', () => {
  write('a.txt', 'staged\n')
  write('new.txt', 'new\n')
  repository.git('add', 'a.txt', 'new.txt')
  write('a.txt', 'staged\nand more\n')
  write('untracked.txt', 'never\n')
  expect(checkOutStaged(repository.path)).toMatchObject({ changed: ['a.txt', 'new.txt'], different: 1 })
  expect(staged('a.txt')).toBe('staged\n')
  expect(staged('gone.txt')).toBe('b\n')
  expect(staged('untracked.txt')).toBeNull()

  // The next time it follows, and takes away what is not part of the commit any more.
  repository.git('rm', '-q', '--cached', 'new.txt', 'gone.txt')
  repository.git('add', 'a.txt')
  expect(checkOutStaged(repository.path)).toMatchObject({ changed: ['a.txt'], different: 0 })
  expect(staged('a.txt')).toBe('staged\nand more\n')
  expect(staged('new.txt')).toBeNull()
  expect(staged('gone.txt')).toBeNull()
  expect(repository.git('status', '--porcelain')).toBe(
    'M  a.txt\nD  gone.txt\n?? gone.txt\n?? new.txt\n?? untracked.txt',
  )
})

it('says nothing of an index with a conflict', () => {
  repository.git('switch', '-q', '-c', 'other')
  repository.commit('One', { 'a.txt': 'one\n' })
  repository.git('switch', '-q', 'main')
  repository.commit('Two', { 'a.txt': 'two\n' })
  expect(() => repository.git('merge', '-q', 'other')).toThrow(/merge/)
  expect(checkOutStaged(repository.path)).toBeNull()
})
