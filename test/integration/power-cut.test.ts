import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

let folder: ReturnType<typeof temporaryFolder>
let mounted: string[]
let disk: string | null

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString()

beforeEach(() => {
  folder = temporaryFolder()
  mounted = []
  disk = mountedDisk()
})
afterEach(() => {
  for (const place of mounted.toReversed()) run('umount', '-l', place)
  folder.remove()
})

function mount(image: string, name: string): string {
  const place = path.join(folder.path, name)
  mkdirSync(place)
  run('mount', '-o', 'loop', image, place)
  mounted.push(place)
  return place
}

/** A disk of 96 MB in a file, with ext4 as it comes; null where loop mounts are not allowed: only root may. */
function mountedDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const image = path.join(folder.path, 'disk.img')
  closeSync(openSync(image, 'w'))
  truncateSync(image, 96 << 20)
  try {
    run('mkfs.ext4', '-q', image)
    return mount(image, 'disk')
  } catch {
    return null
  }
}

/** What a power cut at this moment would leave: the image as it is, mounted beside. */
function cut(name: string): string {
  const image = path.join(folder.path, `${name}.img`)
  copyFileSync(path.join(folder.path, 'disk.img'), image)
  return mount(image, name)
}

const without = 'loop mounts are not allowed here; only root may mount'

describe('a power cut right after the answer', () => {
  test('loses nothing of a landing, of its undo, or of the work of an agent that commits by itself', async (context) => {
    if (disk === null) return context.skip(without)
    const repository = new TestRepository(path.join(disk, 'repo'))
    const names = Array.from({ length: 40 }, (_, at) => `file-${at}`)
    repository.commit('one', Object.fromEntries(names.map((name) => [name, `old ${name}\n`])))
    run('sync', '-f', disk)
    const git = (place: string, ...args: string[]): string =>
      run('git', '-c', 'safe.directory=*', '-C', path.join(place, 'repo'), ...args).trim()
    const contents = (place: string): string[] =>
      names.map((name) => readFileSync(path.join(place, 'repo', name), 'utf8'))
    const workbench = await TestWorkbench.start(disk)
    try {
      const id = await workbench.open(repository.path)
      const commits = 'git -c user.name=A -c user.email=a@x.test commit -qam theirs'
      const session = await workbench.task(id, `for f in file-*; do echo "new $f" >$f; done; ${commits}`)
      await workbench.state(session, 'ready')
      const ended = cut('ended')
      expect(git(ended, 'fsck', '--full')).toBe('')
      expect(git(ended, 'show', `refs/winnow/${session}/r1:file-7`)).toBe('new file-7')

      const { files } = unwrap(await workbench.client.changeset.get({ session }))
      const decisions = files.flatMap((file) =>
        file.hunks.map((hunk) => ({ hunk: hunk.id, verdict: 'accept' as const })),
      )
      unwrap(await workbench.client.review.decide({ session, decisions }))
      const { commit } = unwrap(await workbench.client.landing.land({ session, branch: 'main' }))
      const landed = cut('landed')
      expect(git(landed, 'rev-parse', 'main')).toBe(commit)
      expect(git(landed, 'fsck', '--full')).toBe('')
      expect(git(landed, 'status', '--porcelain')).toBe('')
      expect(contents(landed)).toEqual(names.map((name) => `new ${name}\n`))

      unwrap(await workbench.client.landing.undo({ session }))
      const undone = cut('undone')
      expect(git(undone, 'fsck', '--full')).toBe('')
      expect(git(undone, 'status', '--porcelain')).toBe('')
      expect(contents(undone)).toEqual(names.map((name) => `old ${name}\n`))

      unwrap(await workbench.client.landing.applyToCheckout({ session }))
      expect(contents(cut('applied'))).toEqual(names.map((name) => `new ${name}\n`))
    } finally {
      await workbench.end()
    }
  })
})
