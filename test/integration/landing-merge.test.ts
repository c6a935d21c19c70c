import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { LandingSetting, type TreeContent } from '#test/support/landing.ts'
import { TestRepository } from '#test/support/repository.ts'

/** A landing on a branch that moved conflicts where git's own merge of the two would. */
let setting: LandingSetting
afterEach(() => setting.dispose())

const lines = Array.from({ length: 40 }, (_, at) => `${at}\n`).join('')
const early = lines.replace('3\n', 'ours\n')
const late = lines.replace('30\n', 'theirs\n')
const git = (...args: string[]): string => setting.repository.git(...args)

/** Moves `main` to a tree with this, as someone's commit, and accepts that. */
function diverge(ours: TreeContent, accepted: TreeContent): void {
  setting.accept(accepted)
  const tree = setting.treeWith(setting.base.tree, ours)
  git('reset', '-q', '--hard', git('commit-tree', tree, '-p', 'HEAD', '-m', 'ours'))
}

/** Whether git's own merge of the two conflicts. */
function gitConflicts(): boolean {
  const folder = path.join(setting.folder.path, 'merging')
  const theirs = git('commit-tree', setting.accepted, '-p', setting.base.commit ?? '', '-m', 'theirs')
  git('worktree', 'add', '-q', '--detach', folder, 'main')
  try {
    setting.repository.gitBytes(['-C', folder, 'merge', '-q', '--no-edit', theirs])
    return false
  } catch {
    return true
  } finally {
    git('worktree', 'remove', '--force', folder)
  }
}

async function landsOrConflicts(paths: readonly string[]): Promise<string | null> {
  const result = await setting.landing().land({ session: setting.session, branch: 'main' })
  if (result.ok) return result.value.tree
  expect(result.error).toMatchObject({ kind: 'conflicts', paths })
  return null
}

describe('a file that both sides changed, in different places', () => {
  const attributes: readonly (readonly [name: string, file: string, text: string])[] = [
    ['nothing is said of it', '.gitattributes', '*.other -merge\n'],
    ['-merge', '.gitattributes', '*.lock -merge\n'],
    ['binary', '.gitattributes', '*.lock binary\n'],
    ['-merge in its folder', 'dir/.gitattributes', 'x.lock -merge\n'],
    ['-merge, and merge in its folder', 'dir/.gitattributes', '*.lock merge\n'],
    ['a macro', '.gitattributes', '[attr]whole -merge\ndir/* whole\n'],
    ['merge=binary', '.gitattributes', '* merge=binary\n'],
    ['merge=union', '.gitattributes', '* merge=union\n'],
    ['merge=text', '.gitattributes', '* merge=text\n'],
    ['no value', '.gitattributes', '* merge=\n'],
    ['a driver that is not configured', '.gitattributes', '* merge=nobody\n'],
    ['-text', '.gitattributes', '* -text -diff\n'],
  ]
  test.each(attributes)('%s: as git merges it', async (_, file, text) => {
    setting = new LandingSetting({ files: { 'dir/x.lock': lines, [file]: text } })
    diverge({ 'dir/x.lock': early }, { 'dir/x.lock': late })
    const conflicts = gitConflicts()
    const tree = await landsOrConflicts(['dir/x.lock'])
    expect(tree === null).toBe(conflicts)
    expect(conflicts).toBe(/-merge|binary/.test(text) && !/other/.test(text))
  })

  test('what the repository keeps for itself counts, and a usual driver for all', async () => {
    setting = new LandingSetting({ files: { 'x.lock': lines, y: lines } })
    diverge({ 'x.lock': early, y: early }, { 'x.lock': late, y: late })
    git('config', 'merge.default', 'binary')
    expect(gitConflicts()).toBe(true)
    expect(await landsOrConflicts(['x.lock', 'y'])).toBe(null)
    git('config', '--unset', 'merge.default')
    setting.repository.write({ '.git/info/attributes': 'x.lock -merge\n' })
    expect(gitConflicts()).toBe(true)
    expect(await landsOrConflicts(['x.lock'])).toBe(null)
  })

  test('a driver that git would run is not run: a conflict', async () => {
    setting = new LandingSetting({ files: { 'x.lock': lines, '.gitattributes': '*.lock merge=own\n' } })
    diverge({ 'x.lock': early }, { 'x.lock': late })
    const ran = path.join(setting.folder.path, 'ran')
    const program = path.join(setting.folder.path, 'program')
    writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
    git('config', 'merge.own.driver', program)
    expect(await landsOrConflicts(['x.lock'])).toBe(null)
    expect(() => rmSync(ran)).toThrow('ENOENT')
  })

  test('the target says how, not what is landed on it', async () => {
    const rule = { '.gitattributes': '*.lock -merge\n' }
    setting = new LandingSetting({ files: { 'x.lock': lines } })
    diverge({ 'x.lock': early }, { 'x.lock': late, ...rule })
    expect(gitConflicts()).toBe(false)
    expect(await landsOrConflicts([])).not.toBe(null)
    setting.dispose()
    setting = new LandingSetting({ files: { 'x.lock': lines, ...rule } })
    diverge({ 'x.lock': early }, { 'x.lock': late, '.gitattributes': null })
    expect(gitConflicts()).toBe(true)
    expect(await landsOrConflicts(['x.lock'])).toBe(null)
  })

  test('renamed by one side as well', async () => {
    setting = new LandingSetting({ files: { 'x.lock': lines, '.gitattributes': '*.lock -merge\n' } })
    diverge({ 'x.lock': null, 'y.lock': early }, { 'x.lock': late })
    expect(gitConflicts()).toBe(true)
    expect(await landsOrConflicts(['y.lock'])).toBe(null)
  })

  test('changed by one side only, or by both alike, it lands', async () => {
    const files = { 'x.lock': lines, 'y.lock': lines, 'z.lock': lines, '.gitattributes': '* -merge\n' }
    setting = new LandingSetting({ files })
    diverge({ 'x.lock': early, 'z.lock': late }, { 'y.lock': late, 'z.lock': late })
    expect(gitConflicts()).toBe(false)
    const tree = await landsOrConflicts([])
    expect(tree).toBe(setting.treeWith(setting.accepted, { 'x.lock': early }))
  })
})

describe('a submodule that both sides moved', () => {
  let commits: readonly string[]
  let aside: string

  /** A tree with the submodule at this commit. */
  function at(tree: string, commit: string): string {
    const env = { GIT_INDEX_FILE: path.join(setting.folder.path, 'module-index') }
    setting.repository.gitBytes(['read-tree', tree], '', env)
    setting.repository.gitBytes(['update-index', '--add', '--cacheinfo', `160000,${commit},lib`], '', env)
    return setting.repository.gitBytes(['write-tree'], '', env).toString().trim()
  }

  /** Begins with the submodule at `base`; then main has it at `ours`, and `theirs` is accepted. */
  function move(base: string, ours: string, theirs: string, text = lines): void {
    const started = at(setting.base.tree, base)
    const commit = git('commit-tree', started, '-m', 'base')
    setting.base.tree = started
    setting.base.commit = commit
    setting.accepted = at(setting.treeWith(started, { 'x.txt': late }), theirs)
    const tree = at(setting.treeWith(started, { 'x.txt': text }), ours)
    git('reset', '-q', '--hard', git('commit-tree', tree, '-p', commit, '-m', 'ours'))
  }

  function begin(): TestRepository {
    setting = new LandingSetting({
      files: {
        'x.txt': lines,
        '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ./lib\n',
      },
    })
    const lib = new TestRepository(path.join(setting.repository.path, 'lib'))
    commits = ['one', 'two', 'three', 'four'].map((name) => lib.commit(name, { s: name }))
    lib.git('checkout', '-q', '-b', 'aside', commits[1] ?? '')
    aside = lib.commit('aside', { s: 'aside' })
    lib.git('checkout', '-q', 'main')
    return lib
  }

  const landedModule = async (): Promise<string | null> => {
    const result = await setting.landing().land({ session: setting.session, branch: 'main' })
    if (result.ok) return git('rev-parse', 'main:lib')
    expect(result.error).toMatchObject({ kind: 'conflicts', paths: expect.arrayContaining(['lib']) })
    return null
  }

  test('along one line goes to the further commit, whoever moved it there', async () => {
    begin()
    const [one = '', two = '', three = ''] = commits
    move(one, two, three, early)
    expect(await landedModule()).toBe(three)
    expect(git('show', 'main:x.txt')).toBe(early.replace('30\n', 'theirs\n').trim())
    setting.dispose()
    begin()
    move(one, three, two, early)
    expect(await landedModule()).toBe(three)
  })

  test('apart, or backwards, is a conflict', async () => {
    begin()
    const [one = '', two = '', three = '', four = ''] = commits
    move(two, three, aside)
    expect(await landedModule()).toBe(null)
    setting.dispose()
    begin()
    move(three, one, four)
    expect(await landedModule()).toBe(null)
  })

  test('is looked up where the repository keeps it, and conflicts where it is nowhere', async () => {
    const lib = begin()
    const [one = '', two = '', three = ''] = commits
    move(one, two, three)
    const kept = path.join(setting.repository.path, '.git/modules')
    setting.repository.write({ '.git/modules/other': '' })
    renameSync(path.join(lib.path, '.git'), path.join(kept, 'lib'))
    expect(await landedModule()).toBe(three)
    rmSync(kept, { recursive: true })
    unwrap(await setting.landing().undo({ session: setting.session }))
    expect(await landedModule()).toBe(null)
  })
})
