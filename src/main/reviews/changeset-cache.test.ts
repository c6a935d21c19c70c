import { expect, it } from 'vitest'
import { err, ok } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import { ChangesetCache } from './changeset-cache.ts'

const objects = {} as Objects

it('computes a changeset once while it is among those used last', async () => {
  const computed: string[] = []
  const cache = new ChangesetCache(async (_, base, revision) => {
    computed.push(revision)
    return ok({ base, revision, files: [] })
  })
  const get = (revision: string): Promise<unknown> => cache.get(objects, 'base', revision)
  await Promise.all([get('r1'), get('r1')])
  for (const revision of ['r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r1', 'r9', 'r1', 'r2'])
    await get(revision)
  // r2 made room for r9, as r1 had been asked for since.
  expect(computed).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r2'])
})

it('asks again after a failure', async () => {
  const failure = { kind: 'failed', purpose: 'diff', args: [], exitCode: 1, stderr: '' } as const
  const answers = [err(failure), ok({ base: 'base', revision: 'r1', files: [] })]
  const cache = new ChangesetCache(async () => answers.shift() ?? err(failure))
  expect(await cache.get(objects, 'base', 'r1')).toEqual(err(failure))
  expect((await cache.get(objects, 'base', 'r1')).ok).toBe(true)
})
