import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Trash } from '#main/worktrees/trash.ts'
import { bindMount, mountObstacle, unmount } from '#test/support/mounts.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

const obstacle = mountObstacle()

/** A bind mount has the number of its own device: nothing but the system's list tells that it is one. */
describe.skipIf(obstacle !== null)(
  `a worktree with a mount in it${obstacle === null ? '' : `: ${obstacle}`}`,
  () => {
    let folder: ReturnType<typeof temporaryFolder>
    let repository: TestRepository
    let workbench: TestWorkbench
    let session: string
    let worktree: string
    let precious: string
    let mounted: string[]

    beforeEach(async () => {
      mounted = []
      folder = temporaryFolder('winnow-mounted-')
      precious = path.join(folder.path, 'precious')
      mkdirSync(path.join(precious, 'below'), { recursive: true })
      writeFileSync(path.join(precious, 'below/a'), 'precious\n')
      repository = new TestRepository(path.join(folder.path, 'repository'))
      repository.commit('base', { 'a.txt': 'a\n' })
      workbench = await TestWorkbench.start(folder.path)
      session = await workbench.task(await workbench.open(repository.path), 'echo new > new.txt')
      worktree = (await workbench.state(session, 'ready')).worktree ?? ''
    })
    afterEach(async () => {
      await workbench.end()
      for (const place of mounted) unmount(place)
      // Never through a mount that is left.
      if (readFileSync('/proc/self/mountinfo', 'utf8').includes(folder.path))
        throw new Error(`something is mounted in ${folder.path} still`)
      folder.remove()
    })

    const mount = (place: string): void => {
      mkdirSync(place, { recursive: true })
      bindMount(precious, place)
      mounted.push(place)
    }
    const expectPrecious = (): void =>
      expect(readFileSync(path.join(precious, 'below/a'), 'utf8')).toBe('precious\n')

    it.each(['m', 'deep/er/a place\twith \\ odd\nnames'])(
      'at %j is neither discarded nor begun anew',
      async (name) => {
        const place = path.join(worktree, name)
        mount(place)
        for (const asked of [
          await workbench.client.session.discard({ session }),
          await workbench.client.session.restart({ session }),
        ]) {
          expect(asked.ok ? null : asked.error.kind).toBe('mounted')
          expect(asked.ok ? null : asked.error.paths).toEqual([place])
          expect(asked.ok ? '' : asked.error.message).toContain('Nothing was deleted. Unmount it')
        }
        expect(unwrap(await workbench.client.session.get({ session }))).toMatchObject({
          worktree,
          discardedAt: null,
        })
        expectPrecious()
        unmount(place)
        mounted = []
        unwrap(await workbench.client.session.discard({ session }))
        expect(existsSync(worktree)).toBe(false)
        expectPrecious()
      },
    )

    it('keeps it in the trash, if it got there, as long as it is mounted', async () => {
      const trash = path.join(folder.path, 'other-trash')
      mkdirSync(path.join(trash, 'other'), { recursive: true })
      mount(path.join(trash, 'by-hand/m'))
      writeFileSync(path.join(trash, 'by-hand/new.txt'), 'new')
      await new Trash(trash).empty()
      expectPrecious()
      expect(readdirSync(trash)).toEqual(['by-hand'])
      expect(readdirSync(path.join(trash, 'by-hand')).sort()).toEqual(['m', 'new.txt'])
      unmount(path.join(trash, 'by-hand/m'))
      mounted = []
      await new Trash(trash).empty()
      expect(readdirSync(trash)).toEqual([])
      expectPrecious()
    })
  },
)
