import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { TestTrees } from '#test/support/tree-builder.ts'
import { changes, summary, type Files } from '#test/support/changeset-oracle.ts'

let made: TestTrees[] = []
function trees(format?: 'sha1' | 'sha256'): TestTrees {
  const one = new TestTrees(format)
  made.push(one)
  return one
}
afterEach(() => {
  for (const one of made) one.remove()
  made = []
})

describe('paths', () => {
  it('are kept whatever bytes they have', async () => {
    const names = [
      'a b',
      'tab\there',
      'new\nline',
      '"quoted"',
      'back\\slash',
      'ünï/çödé',
      '\udcff\udc80',
      ' ',
      '-p',
    ]
    const side = (content: string): Files => Object.fromEntries(names.map((name) => [name, content + name]))
    const files = await changes(trees(), side('1\n'), side('2\n'))
    expect(files.map((file) => file.path).sort()).toEqual([...names].sort())
    expect(files.every((file) => file.hunks.length === 1)).toBe(true)
    const renamed = await changes(trees(), { 'old\n"\udcfe': 'x\n' }, { 'new\t\udcff': 'x\n' })
    expect(renamed).toMatchObject([{ path: 'new\t\udcff', oldPath: 'old\n"\udcfe' }])
  })
})

describe('a hostile repository', () => {
  it('changes nothing and runs nothing', async () => {
    const of = trees()
    const ran = path.join(of.repository.path, 'ran')
    const base: Files = {
      'a.ts': '1\n2\n',
      'b.bin': 'x\n',
      'c.ts': 'c\n',
      '.gitattributes': '*.ts -diff\n*.bin diff=evil filter=evil\n',
    }
    const revision: Files = { ...base, 'a.ts': '1\n3\n', 'b.bin': 'y\n', 'c.ts': ['100755', 'd\n'] }
    const [from, to] = [of.tree(base), of.tree(revision)]
    const expected = unwrap(await computeChangeset(await of.objects(), from, to))
    expect(summary(expected.files)).toEqual([
      'a.ts: modified text@-2,1+2,1',
      'b.bin: modified text@-1,1+1,1',
      'c.ts: modified mode text@-1,1+1,1',
    ])
    const config: [string, string][] = [
      ['diff.evil.textconv', `touch ${ran}; cat`],
      ['diff.evil.command', `touch ${ran}`],
      ['diff.external', `touch ${ran}`],
      ['filter.evil.clean', `touch ${ran}; cat`],
      ['filter.evil.smudge', `touch ${ran}; cat`],
      ['core.fsmonitor', `touch ${ran}`],
      ['core.attributesFile', path.join(of.repository.path, 'attributes')],
      ['diff.renames', 'false'],
      ['diff.algorithm', 'minimal'],
      ['diff.context', '7'],
      ['diff.interHunkContext', '9'],
      ['diff.noprefix', 'true'],
      ['diff.ignoreSubmodules', 'all'],
      ['diff.orderFile', path.join(of.repository.path, 'order')],
      ['diff.suppressBlankEmpty', 'true'],
      ['diff.submodule', 'log'],
      ['color.ui', 'always'],
      ['core.quotePath', 'true'],
      ['core.bigFileThreshold', '1'],
    ]
    for (const [key, value] of config) of.repository.git('config', key, value)
    const attributes = '* -diff\n*.ts diff=evil\n* filter=evil\n'
    writeFileSync(path.join(of.repository.path, 'attributes'), attributes)
    writeFileSync(path.join(of.repository.path, 'order'), 'c.ts\nb.bin\n')
    writeFileSync(path.join(of.repository.path, '.git/info/attributes'), attributes)
    writeFileSync(path.join(of.repository.path, '.gitattributes'), attributes)
    expect(unwrap(await computeChangeset(await of.objects(), from, to))).toEqual(expected)
    expect(existsSync(ran)).toBe(false)
  })
})
