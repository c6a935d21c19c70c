import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { computeChangeset } from '#main/changesets/compute.ts'
import { CommandLog } from '#main/git/command-log.ts'
import { Objects } from '#main/git/objects.ts'
import { Git } from '#main/git/run.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'

/**
 * Each folder holds `before/`, `after/` and `expected.json`: what a person is asked about. A case without an
 * expectation gets one written and fails all the same, until someone has read it and runs the tests again.
 */
const here = import.meta.dirname
const cases = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
const folder = temporaryFolder()
afterAll(() => folder.remove())

async function changesetOf(name: string): Promise<unknown> {
  const repository = new TestRepository(path.join(folder.path, name))
  const trees = ['before', 'after'].map((side) => {
    for (const entry of readdirSync(repository.path))
      if (entry !== '.git') rmSync(path.join(repository.path, entry), { recursive: true })
    cpSync(path.join(here, name, side), repository.path, { recursive: true, verbatimSymlinks: true })
    repository.commit(side)
    return repository.tree()
  })
  const git = new Git({ env: process.env, log: new CommandLog() })
  const objects = await Objects.open(git, {
    folder: path.join(folder.path, `${name}.objects`),
    commonDir: path.join(repository.path, '.git'),
    format: 'sha1',
  })
  try {
    const { files } = unwrap(await computeChangeset(objects, trees[0] ?? '', trees[1] ?? ''))
    return files.map((file) => ({
      path: file.path,
      oldPath: file.oldPath,
      change: file.change,
      modes: `${file.oldMode} ${file.newMode}`,
      hunks: file.hunks.map(
        (hunk) =>
          `${hunk.kind} -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} ${hunk.id}`,
      ),
    }))
  } finally {
    objects.dispose()
  }
}

describe('what a person is asked about', () => {
  test.each(cases)('%s', async (name) => {
    const actual = await changesetOf(name)
    const file = path.join(here, name, 'expected.json')
    if (!existsSync(file)) {
      writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`)
      throw new Error(`${name} had no expectation; one was written. Read it, then run the test again.`)
    }
    expect(actual).toEqual(JSON.parse(readFileSync(file, 'utf8')))
  })
})
