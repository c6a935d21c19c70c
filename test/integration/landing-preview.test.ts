import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { FileDifference, LandingPreview } from '#shared/contract/landing.ts'
import type { PreviewInput } from '#main/landing/preview.ts'
import { LandingSetting, type TreeContent } from '#test/support/landing.ts'

let setting: LandingSetting
const text = (lines: number, at = 0, word = ''): string =>
  Array.from({ length: lines }, (_, index) => (index + 1 === at ? `${word}\n` : `line ${index + 1}\n`)).join(
    '',
  )

function open(accepted: TreeContent): LandingSetting {
  setting = new LandingSetting({
    files: { 'a.txt': text(30), 'b.txt': text(30), 'dir/c.txt': 'c\n', 'old name.txt': text(30) },
  })
  setting.accept(accepted)
  return setting
}

const preview = async (input: Omit<PreviewInput, 'session'> = {}): Promise<LandingPreview> =>
  unwrap(await setting.landing().preview({ session: setting.session, ...input }))

const difference = async (
  trees: { readonly from: string; readonly to: string },
  path: string,
  more: { readonly oldPath?: string; readonly limit?: number } = {},
): Promise<FileDifference> =>
  unwrap(
    await setting
      .landing()
      .fileDifference({ session: setting.session, limit: 1000, path, ...trees, ...more }),
  )

/** The rows that differ, as git marks them. */
const marked = ({ content }: FileDifference): readonly string[] =>
  content.kind === 'rows'
    ? content.rows.flatMap(({ kind, text: shown }) =>
        kind === 'added' ? [`+${shown}`] : kind === 'deleted' ? [`-${shown}`] : [],
      )
    : [content.kind]

afterEach(() => setting.dispose())

describe('the files that a preview names', () => {
  test('are those that the target changes in, not those that it has already', async () => {
    const { repository } = open({
      'a.txt': text(30, 3, 'three'),
      'b.txt': text(30, 3, 'three'),
      'new.txt': 'n\n',
    })
    repository.commit('theirs', { 'b.txt': text(30, 3, 'three'), 'other.txt': 'o\n' })
    const { files, trees } = await preview()
    expect(files).toEqual([
      { path: 'a.txt', oldPath: null, change: 'modified', added: 1, deleted: 1 },
      { path: 'new.txt', oldPath: null, change: 'added', added: 1, deleted: 0 },
    ])
    const landed = await setting.land('main')
    expect(landed.tree).toBe(trees.landed)
    expect(repository.git('show', '--name-only', '--format=', landed.commit).split('\n')).toEqual([
      'a.txt',
      'new.txt',
    ])
  })
  test('have the names of a rename, of odd bytes, and counts that git has', async () => {
    const { repository } = open({
      'old name.txt': null,
      'n\udce9w\n.txt': text(30, 9, 'nine'),
      'dir/c.txt': { mode: '100755', bytes: 'c\n' },
      'pixel.bin': 'a\0b',
    })
    repository.commit('theirs', { 'z.txt': 'z\n' })
    expect((await preview()).files).toEqual([
      { path: 'dir/c.txt', oldPath: null, change: 'modified', added: 0, deleted: 0 },
      { path: 'n\udce9w\n.txt', oldPath: 'old name.txt', change: 'renamed', added: 1, deleted: 1 },
      { path: 'pixel.bin', oldPath: null, change: 'added', added: 0, deleted: 0 },
    ])
  })
})

describe('the difference of a file', () => {
  test('is of the very trees of the preview, with what others changed there', async () => {
    const { repository } = open({ 'a.txt': text(30, 3, 'three') })
    repository.commit('theirs', { 'a.txt': text(30, 25, 'theirs') })
    const { trees } = await preview()
    const shown = await difference({ from: trees.target, to: trees.landed ?? '' }, 'a.txt')
    expect(marked(shown)).toEqual(['-line 3', '+three'])
    expect(shown.content.kind === 'rows' && shown.content.rows[0]).toEqual({
      kind: 'same',
      old: 1,
      new: 1,
      text: 'line 1',
    })
  })
  test('is told of new, deleted and renamed files, modes, and what is no text', async () => {
    open({
      'new.txt': 'n\nwithout end',
      'b.txt': null,
      'old name.txt': null,
      'new name.txt': text(30, 9, 'nine'),
      'dir/c.txt': { mode: '100755', bytes: 'c\n' },
      'pixel.bin': 'a\0b',
      link: { mode: '120000', bytes: 'a.txt' },
    })
    const { trees } = await preview()
    const all = { from: trees.target, to: trees.landed ?? '' }
    expect(marked(await difference(all, 'new.txt'))).toEqual(['+n', '+without end'])
    expect(marked(await difference(all, 'b.txt'))).toHaveLength(30)
    expect(marked(await difference(all, 'new name.txt', { oldPath: 'old name.txt' }))).toEqual([
      '-line 9',
      '+nine',
    ])
    expect(await difference(all, 'dir/c.txt')).toMatchObject({ oldMode: '100644', newMode: '100755' })
    expect(await difference(all, 'pixel.bin')).toMatchObject({ content: { kind: 'binary' } })
    expect(marked(await difference(all, 'link'))).toEqual(['+a.txt'])
    const cut = await difference(all, 'b.txt', { limit: 10 })
    expect(cut.content).toMatchObject({ kind: 'rows', more: 20 })
  })
})

describe('a landing into the checkout', () => {
  test('is foreseen: every file in its way, and nothing is touched', async () => {
    const { repository } = open({
      'a.txt': text(30, 3, 'three'),
      'b.txt': text(30, 3, 'three'),
      'new.txt': 'n\n',
    })
    repository.write({ 'a.txt': 'mine\n', 'new.txt': 'mine\n' })
    const before = setting.listing()
    expect(await preview({ way: 'checkout' })).toMatchObject({
      inTheWay: ['a.txt', 'new.txt'],
      conflicts: [],
    })
    // A branch that is not checked out has none of that.
    expect(await preview({ branch: 'elsewhere' })).toMatchObject({ inTheWay: [] })
    expect(await preview({ way: 'patch' })).toMatchObject({ inTheWay: [], conflicts: [] })
    expect(setting.listing()).toEqual(before)
  })
})

describe('landing without some files', () => {
  const conflicting = { 'a.txt': text(30, 3, 'three'), 'b.txt': text(30, 3, 'three'), 'new.txt': 'n\n' }
  test('lands the rest exactly, and what stays is still accepted', async () => {
    const { repository } = open(conflicting)
    repository.commit('theirs', { 'a.txt': text(30, 3, 'theirs') })
    const whole = await preview()
    expect(whole).toMatchObject({ conflicts: ['a.txt'], trees: { landed: null }, left: 0 })
    const rest = await preview({ leave: whole.conflicts })
    expect(rest).toMatchObject({ conflicts: [], left: 1 })
    expect(rest.files.map((file) => file.path)).toEqual(['b.txt', 'new.txt'])
    const landed = unwrap(
      await setting.landing().land({ session: setting.session, branch: 'main', leave: whole.conflicts }),
    )
    expect(landed.tree).toBe(rest.trees.landed)
    expect(repository.git('show', 'main:a.txt')).toBe(text(30, 3, 'theirs').trim())
    expect(repository.git('show', 'main:b.txt')).toBe(text(30, 3, 'three').trim())
    expect(repository.git('status', '--porcelain')).toBe('')
    // The base that the session goes on with lacks what stayed, so that it is still to be landed.
    expect(setting.base.tree).toBe(rest.trees.accepted)
    expect(repository.git('diff', '--name-only', setting.base.tree, setting.accepted)).toBe('a.txt')
  })
  test('takes both names of a rename, and what can’t be beside it', async () => {
    open({
      'old name.txt': null,
      'new name.txt': text(30, 9, 'nine'),
      'a.txt': null,
      'a.txt/deep.txt': 'd\n',
    })
    const { trees, files } = await preview({ leave: ['a.txt'] })
    expect(files.map((file) => file.path)).toEqual(['new name.txt', 'old name.txt'])
    expect(setting.repository.git('ls-tree', '-r', '--name-only', trees.accepted).split('\n')).toContain(
      'a.txt',
    )
  })
  test('into the checkout too', async () => {
    const { repository } = open(conflicting)
    repository.commit('theirs', { 'a.txt': text(30, 3, 'theirs') })
    unwrap(await setting.landing().applyToCheckout({ session: setting.session, leave: ['a.txt'] }))
    expect(repository.git('diff', '--name-only')).toBe('b.txt')
  })
})

describe('the author of a landing', () => {
  const author = { name: 'Grace Writer', email: 'grace@example.test' }
  test('is who is given, for this commit alone', async () => {
    const { repository } = open({ 'a.txt': 'A\n' })
    unwrap(await setting.landing().land({ session: setting.session, branch: 'x', author }))
    expect(repository.git('log', '-1', '--format=%an <%ae> %cn <%ce>', 'x')).toBe(
      'Grace Writer <grace@example.test> Ada Person <ada@example.test>',
    )
    expect(setting.remembered).toBeNull()
  })
  test('is refused where git would take none of it', async () => {
    open({ 'a.txt': 'A\n' })
    const refused = await setting
      .landing()
      .land({ session: setting.session, branch: 'x', author: { name: '<>', email: '...' } })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'noIdentity' } })
    expect(setting.landings).toEqual([])
  })
})
