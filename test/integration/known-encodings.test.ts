import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { encodeText, type TextEncoding } from '#shared/diff/text-encoding.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const written = (text: string, encoding: TextEncoding): Buffer => {
  const made = encodeText(text, encoding)
  if (!('bytes' in made)) throw new Error(`there is no ${made.missing} in ${encoding}`)
  return Buffer.from(made.bytes)
}
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')

let repository: TestRepository
let folder: OpenedRepository['folder']
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) =>
    made.commit('base', {
      'src/one.c': written('// 这是一个中文的注释\n', 'gb18030'),
      'src/two.c': written('// 我们的测试数据\n', 'gb18030'),
      'src/short.c': 'int a;\n',
      'korean.txt': 'a\n',
      'russian.txt': 'begin\n',
      'wide.txt': utf16('one\r\ntwo\r\nthree\r\n'),
    }),
  (opened) => {
    ;({ repository, folder, workbench, id } = opened)
  },
  () => workbench,
)

/** What every test reviews: lines that look like nothing by themselves. */
async function review(): Promise<string> {
  repository.git('switch', '-q', '-c', 'work')
  repository.commit('work', {
    'src/short.c': written('int a; // 榛\n', 'gb18030'),
    'korean.txt': written('한국\n', 'euc-kr'),
    'russian.txt': written('begin\nПривет, мир\n', 'koi8-r'),
    'wide.txt': utf16('one\r\ntwo, 二\r\nthree\r\n'),
  })
  const source = { kind: 'range', range: 'main..work' } as const
  return unwrap(await workbench.client.session.review({ repository: id, source })).session
}

const read = async (session: string, file: string): Promise<FileText['after']> =>
  unwrap(await workbench.client.changeset.file({ session, path: file })).after

/** The lines that land of a file, as the landing sheet shows them. */
async function landing(session: string, file: string): Promise<readonly string[]> {
  const to = repository.tree('work')
  const asked = { session, from: repository.tree('main'), to, path: file, limit: 100 }
  const { content } = unwrap(await workbench.client.landing.fileDifference(asked))
  if (content.kind !== 'rows') return [content.kind]
  const signs = { added: '+', deleted: '-', same: ' ', gap: '…', note: '!' } as const
  return content.rows.map((row) => `${signs[row.kind]}${row.text}`)
}

it('a few letters are read as the files beside them, or as the repository names them', async () => {
  const session = await review()
  expect(await read(session, 'src/short.c')).toMatchObject({ encoding: 'gb18030', guessed: true })
  expect(await landing(session, 'src/short.c')).toEqual(['-int a;', '+int a; // 榛'])
  // Nothing says what it is; that is said.
  expect(await read(session, 'korean.txt')).toMatchObject({ encoding: 'latin1', guessed: true })
  const attributes = path.join(repository.path, '.git', 'info', 'attributes')
  for (const line of ['korean.txt working-tree-encoding=EUC-KR', '*.txt encoding=cp949']) {
    writeFileSync(attributes, `${line}\n`)
    expect(await read(session, 'korean.txt')).toMatchObject({ text: '한국\n', guessed: false })
    expect(await landing(session, 'korean.txt')).toEqual(['-a', '+한국'])
  }
  // What does not fit the bytes is no hint.
  writeFileSync(attributes, 'korean.txt encoding=shift_jis\nrussian.txt encoding=nonsense\n')
  expect((await read(session, 'korean.txt'))?.encoding).not.toBe('utf-8')
  expect(await read(session, 'russian.txt')).toMatchObject({ encoding: 'latin1', guessed: true })
})

it('the encoding that was chosen is the same for each window, in the landing sheet and after a restart', async () => {
  const session = await review()
  const { client } = workbench
  const end = new AbortController()
  const told = (await client.repository.watchEncodings({ repository: id }, { signal: end.signal }))[
    Symbol.asyncIterator
  ]()
  expect((await told.next()).value).toEqual([])
  await client.repository.chooseEncoding({ repository: id, path: 'russian.txt', encoding: 'koi8-r' })
  expect((await told.next()).value).toEqual([{ path: 'russian.txt', encoding: 'koi8-r' }])
  end.abort()
  expect(await landing(session, 'russian.txt')).toEqual([' begin', '+Привет, мир'])
  // A choice for one file is a hint for its neighbours.
  expect(await read(session, 'korean.txt')).toMatchObject({ encoding: 'koi8-r', guessed: true })
  await workbench.end()
  workbench = await TestWorkbench.start(folder.path)
  expect(await read(session, 'russian.txt')).toMatchObject({
    text: 'begin\nПривет, мир\n',
    encoding: 'koi8-r',
    guessed: false,
  })
  await workbench.client.repository.chooseEncoding({
    repository: id,
    path: 'russian.txt',
    encoding: null,
  })
  expect(await read(session, 'russian.txt')).toMatchObject({ encoding: 'latin1', guessed: true })
})

it('a text in UTF-16 is text in the landing sheet, and what is none stays that', async () => {
  const session = await review()
  expect(await landing(session, 'wide.txt')).toEqual([' one', '-two', '+two, 二', ' three'])
})

it('a commit’s changes are read as each of its files looks like', async () => {
  const session = await review()
  const { commits } = unwrap(await workbench.client.session.commits({ session }))
  const commit = commits[0]?.commit ?? repository.git('rev-parse', 'work')
  const { patch } = unwrap(await workbench.client.session.commit({ session, commit }))
  expect(patch).not.toContain('\ufffd')
  expect(patch).toContain('+int a; // \u00e9\u00bb')
})
