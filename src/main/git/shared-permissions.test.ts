import { statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { revisionRef } from './hidden-ref.ts'
import { keepObject } from './session-refs.ts'
import { sharedMode, sharedPermissions } from './shared-permissions.ts'

let checkout: TestCheckout
afterEach(() => checkout.remove())

const modeOf = (...parts: string[]): string =>
  (statSync(path.join(checkout.commonDir, ...parts)).mode & 0o7777).toString(8)
const modesOfObject = (oid: string): string[] => [
  modeOf('objects', oid.slice(0, 2)),
  modeOf('objects', oid.slice(0, 2), oid.slice(2)),
]
const modesOfRef = (ref: string): string[] => [modeOf(path.dirname(ref)), modeOf(ref)]

describe('what is made in a repository has the permissions that git gives', () => {
  test.each(['group', 'all', 'umask', 'true', '0640', '0660', '0666', '0600'])(
    'core.sharedRepository=%s',
    async (setting) => {
      checkout = new TestCheckout({ init: [`--shared=${setting}`] })
      const { repository } = checkout
      const tree = repository.gitBytes(['mktree'], '').toString().trim()
      repository.git('update-ref', 'refs/other/s1/r1', repository.git('commit-tree', tree, '-m', 'git'))
      const expected = modesOfObject(tree)
      const objects = await checkout.objects()
      const who = { name: 'W', email: 'w@localhost' }
      const commit = { tree, parents: [], message: 'of our own hand\n' }
      const stored = unwrap(objects.storeCommit({ ...commit, signature: who }))
      const made = unwrap(
        await objects.commit({ ...commit, message: 'by git\n', author: who, committer: who }),
      )
      const [blob = ''] = unwrap(await objects.writeBlobs([Buffer.from('content\n')]))
      for (const oid of [stored, made, blob]) expect(modesOfObject(oid)).toEqual(expected)
      const { commonDir, git } = checkout
      const ref = revisionRef('s1', 1)
      unwrap(await keepObject(git, { folder: repository.path, commonDir, objects }, ref, stored))
      expect(modesOfRef(ref)).toEqual(modesOfRef('refs/other/s1/r1'))
      expect(modeOf(path.dirname(path.dirname(ref)))).toBe(modeOf('refs/other'))
    },
  )

  test('also where another file says it', async () => {
    checkout = new TestCheckout()
    checkout.repository.write({ shared: '[core]\n\tsharedRepository = all\n' })
    checkout.repository.git('config', 'include.path', path.join(checkout.repository.path, 'shared'))
    const objects = await checkout.objects()
    const [blob = ''] = unwrap(await objects.writeBlobs([Buffer.from('content\n')]))
    expect(modesOfObject(blob)[0]).toMatch(/^2775$/)
  })
})

test('a value that git does not know shares nothing, and none that would lock the owner out', () => {
  checkout = new TestCheckout()
  for (const value of ['', 'umask', 'false', '0', '0444', '999', 'group\n[core]\n\tpager = evil', '0x1ff'])
    expect(sharedPermissions(value)).toBe(null)
  const exact = sharedPermissions('0640')
  expect(exact === null ? 0 : sharedMode(exact, 0o444, false)).toBe(0o440)
})
