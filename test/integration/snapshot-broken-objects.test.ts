import { chmodSync, existsSync, lutimesSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import { trySnapshot } from '#test/support/snapshots.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/** Objects that the agent's own git wrote, and of which the disk kept the name alone. */
let checkout: TestCheckout
let objects: Objects

beforeEach(async () => {
  checkout = new TestCheckout()
  checkout.repository.commit('one', { 'a.txt': 'a\n' })
  objects = await checkout.objects()
})
afterEach(() => checkout.remove())

const damages = {
  empty: () => Buffer.alloc(0),
  'NUL bytes': (whole: Buffer) => Buffer.alloc(whole.length),
  'its beginning': (whole: Buffer) => whole.subarray(0, whole.length - 6),
}

/** Leaves of a loose object what a power cut may. */
function lose(name: string, how: keyof typeof damages): string {
  const oid = checkout.repository.git('rev-parse', name)
  const file = path.join(checkout.commonDir, 'objects', oid.slice(0, 2), oid.slice(2))
  const left = damages[how](readFileSync(file))
  chmodSync(file, 0o644)
  writeFileSync(file, left)
  return oid
}

const refs = (): string => checkout.repository.git('for-each-ref', 'refs/winnow')

describe.each(Object.keys(damages) as (keyof typeof damages)[])('left as %s', (how) => {
  test.each(['HEAD:dir/new.txt', 'HEAD:dir', 'HEAD^{tree}', 'HEAD:dir/deep', 'HEAD:link'])(
    '%s is made again from the worktree',
    async (name) => {
      const { repository } = checkout
      repository.write({ 'dir/new.txt': 'new\n', 'dir/deep/b.txt': 'b\n' })
      repository.git('add', '-A')
      const target = repository.gitBytes(['hash-object', '-w', '--stdin'], 'a.txt').toString().trim()
      repository.git('update-index', '--add', '--cacheinfo', `120000,${target},link`)
      repository.git('commit', '-q', '-m', 'two')
      repository.git('checkout', '-q', '--', 'link')
      // Of a link that is older than the index git reads nothing.
      lutimesSync(path.join(repository.path, 'link'), 1_600_000_000, 1_600_000_000)
      repository.git('update-index', '--refresh')
      const base = repository.git('rev-parse', 'HEAD~1')
      lose(name, how)
      const taken = unwrap(await trySnapshot(checkout, objects, { base }))
      expect(repository.git('rev-parse', 'refs/winnow/s1/r1')).toBe(taken.commit)
      expect(repository.git('show', `${taken.commit}:dir/new.txt`)).toBe('new')
      expect(repository.git('fsck', '--full', '--no-dangling')).toBe('')
    },
  )

  test('a content that is nowhere else is named, and nothing is acknowledged', async () => {
    const { repository } = checkout
    repository.write({ 'large.bin': 'first\n' })
    repository.git('add', '-A')
    const oid = lose(':large.bin', how)
    // Too large to be taken: the snapshot has what the agent staged.
    repository.write({ 'large.bin': 'x'.repeat(5000) })
    const taken = await trySnapshot(checkout, objects, { sizeLimit: 1000 })
    expect(taken.ok ? '' : taken.error.message).toMatch(
      /No snapshot was taken.*1 object is missing or damaged on the disk.*large\.bin \([0-9a-f]{12}\).*Nothing in the worktree was changed/,
    )
    expect(taken.ok ? '' : taken.error.message).toContain(oid.slice(0, 12))
    expect(refs()).toBe('')
    const file = path.join(checkout.commonDir, 'objects', oid.slice(0, 2), oid.slice(2))
    expect(existsSync(file)).toBe(true)
  })
})

test('a turn’s end mends what its agent’s git wrote', async () => {
  const workbench = await TestWorkbench.start(checkout.folder)
  try {
    const session = await workbench.task(
      await workbench.open(checkout.repository.path),
      `echo new > new.txt; git add new.txt; git commit -qm two; o=$(git rev-parse :new.txt); f=$(git rev-parse --git-common-dir)/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-); chmod 644 $f; : > $f`,
    )
    await workbench.state(session, 'ready')
    expect(checkout.repository.git('show', `refs/winnow/${session}/r1:new.txt`)).toBe('new')
    expect(checkout.repository.git('fsck', '--full', '--no-dangling')).toBe('')
  } finally {
    await workbench.end()
  }
})
