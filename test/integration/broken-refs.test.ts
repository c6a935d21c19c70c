import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { openForEachTest, type OpenedRepository } from '#test/support/opened-repository.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Hidden references as a power cut leaves them. */
let folder: OpenedRepository['folder']
let repository: TestRepository
let workbench: TestWorkbench
let id: string

openForEachTest(
  (made) => made.commit('one', { 'a.txt': 'a\n' }),
  (opened) => ({ folder, repository, workbench, id } = opened),
  () => workbench,
)

async function ready(command: string): Promise<string> {
  const session = await workbench.task(id, command)
  await workbench.state(session, 'ready')
  return session
}

const place = (ref: string): string => path.join(repository.path, '.git', ref)
const told = async (session: string): Promise<readonly string[]> =>
  unwrap(await workbench.client.session.timeline({ session })).items.flatMap((item) =>
    item.kind === 'notice' && item.id.startsWith('broken-refs') ? [item.text] : [],
  )

async function cut(work: () => void): Promise<void> {
  await workbench.end()
  work()
  workbench = await TestWorkbench.start(folder.path)
}

test.each([
  ['empty', ''],
  ['of NUL bytes', '\0'.repeat(41)],
  ['half', 'c0ffee'],
])('that are %s are written again, and told in their session alone', async (_, content) => {
  const session = await ready('echo A > a.txt')
  const other = await ready('echo B > b.txt')
  const refs = repository.git('for-each-ref', 'refs/winnow')
  await cut(() => {
    for (const name of ['base', 'r1']) writeFileSync(place(`refs/winnow/${session}/${name}`), content)
    // Half a lock of the same moment.
    writeFileSync(place(`refs/winnow/${session}/r1.lock`), '')
  })
  expect(repository.git('for-each-ref', 'refs/winnow')).toBe(refs)
  expect(await told(session)).toEqual([
    'The disk did not keep 2 references of this session that it had confirmed. 2 are written again.',
  ])
  expect(await told(other)).toEqual([])
})

test('whose commit is lost too are named, and hinder nothing else', async () => {
  const session = await ready('echo A > a.txt')
  const other = await ready('echo B > b.txt')
  const ref = `refs/winnow/${session}/r1`
  const commit = repository.git('rev-parse', ref)
  await cut(() => {
    writeFileSync(place(ref), '')
    rmSync(place(`objects/${commit.slice(0, 2)}/${commit.slice(2)}`))
  })
  const [text = ''] = await told(session)
  expect(text).toContain(`name nothing any more: ${ref}`)
  expect(text).toContain('Nothing was deleted')
  expect(unwrap(await workbench.client.changeset.get({ session: other })).files).toHaveLength(1)
  unwrap(await workbench.client.session.followUp({ session: other, text: 'go on' }))
  await workbench.state(other, 'ready')
})

test('a broken line of packed references is told, loses nothing, and lets the changes be read', async () => {
  const session = await ready('echo A > a.txt')
  const packed = place('packed-refs')
  await workbench.acceptAll(session)
  await cut(() => {
    repository.git('pack-refs', '--all')
    appendFileSync(packed, '\0\0\0 half a li')
  })
  expect(unwrap(await workbench.client.session.get({ session })).revisions).toHaveLength(1)
  unwrap(await workbench.client.changeset.get({ session }))
  const landed = await workbench.client.landing.land({ session, branch: 'other' })
  expect(landed.ok ? '' : landed.error.message).toMatch(/packed-refs.*Nothing was changed/)
  const text = readFileSync(packed)
  writeFileSync(packed, text.subarray(0, text.lastIndexOf('\0\0\0')))
  const { files } = unwrap(await workbench.client.changeset.get({ session }))
  expect(files.flatMap(({ hunks }) => hunks.map(({ decision }) => decision))).toEqual(['accept'])
})
