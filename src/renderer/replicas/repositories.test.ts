import { describe, expect, it } from 'vitest'
import type { Repository } from '#shared/domain/repository/repository.ts'
import { createRepositories } from './repositories.ts'

const repository = (id: string, branch = 'main'): Repository => ({ id, branch }) as Repository

describe('the replica of the repositories', () => {
  it('puts a new one first, and a known one in its place', async () => {
    const repositories = createRepositories(async () => [repository('a'), repository('b')])
    expect(repositories.store.getState().loaded).toBe(false)
    await repositories.load()
    repositories.remember(repository('b', 'feature'))
    repositories.remember(repository('c'))
    expect(repositories.store.getState()).toEqual({
      loaded: true,
      list: [repository('c'), repository('a'), repository('b', 'feature')],
    })
  })
})
