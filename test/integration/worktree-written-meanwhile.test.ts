import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Failure } from '#shared/base/failure.ts'
import { unwrap, type Result } from '#shared/base/result.ts'
import { TestRepository, temporaryFolder } from '#test/support/repository.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/* Moving a worktree, for a roll back or to bring it up to date, while somebody writes there, and where git fails half-way. */
let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench

const at = (name: string): string => path.join(folder.path, name)

beforeEach(async () => {
  folder = temporaryFolder('winnow-written-meanwhile-')
  repository = new TestRepository(at('repo'))
  repository.commit('one', { 'a.txt': 'a\nb\nc\nd\ne\n', 'b.txt': 'b\n' })
  writeGit()
  workbench = await TestWorkbench.start(folder.path, {
    env: { PATH: `${at('bin')}${path.delimiter}${process.env['PATH'] ?? ''}` },
  })
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

/** A real git that runs the script `before` ahead of the command that `plan` says, or fails after it did its work: once. */
function writeGit(): void {
  mkdirSync(at('bin'))
  writeFileSync(
    at('bin/git'),
    `#!/bin/sh
dir='${folder.path}'
how= what=
if [ -e "$dir/plan" ]; then
  read -r how what < "$dir/plan"
  case "$*" in *"$what"*) rm "$dir/plan" ;; *) how= ;; esac
fi
[ "$how" = before ] && . "$dir/before"
PATH='${process.env['PATH'] ?? ''}' git "$@"
code=$?
[ "$how" = failing ] && { echo 'fatal: unable to write a file: No space left on device' >&2; exit 128; }
exit $code
`,
  )
  chmodSync(at('bin/git'), 0o755)
}

/** A session of two turns, whose target has a commit that it has not. */
async function session(): Promise<{ readonly session: string; readonly worktree: string }> {
  const id = await workbench.open(repository.path)
  const made = await workbench.task(id, 'echo 1 >> a.txt; echo new > "new-$WINNOW_TURN"')
  const readied = await workbench.state(made, 'ready')
  // What the person writes between turns is kept as the next one begins.
  writeFileSync(path.join(readied.worktree ?? '', 'mine.txt'), 'mine\n')
  unwrap(await workbench.client.session.followUp({ session: made, text: 'more' }))
  const { worktree } = await workbench.state(made, 'ready')
  repository.commit('theirs', { 'a.txt': 'A\nb\nc\nd\ne\n', 'theirs.txt': 'theirs\n' })
  return { session: made, worktree: worktree ?? '' }
}

const names = ['a roll back', 'bringing up to date'] as const

interface Act {
  readonly run: (session: string) => Promise<Result<{ readonly undo: string | null }, Failure<string>>>
  /** What git is asked for once the files were kept. */
  readonly after: string
}
const acts: Readonly<Record<(typeof names)[number], Act>> = {
  'a roll back': {
    run: (made: string) => workbench.client.session.rollBack({ session: made, to: { turn: 1 } }),
    after: 'for-each-ref --format=ref',
  },
  'bringing up to date': {
    run: (made: string) => workbench.client.session.bringUpToDate({ session: made, conflicts: 'refuse' }),
    after: 'merge-tree --write-tree',
  },
}

const filesOf = (worktree: string): readonly (readonly [string, string])[] =>
  readdirSync(worktree)
    .filter((name) => name !== '.git')
    .map((name) => [name, readFileSync(path.join(worktree, name), 'utf8')])

test.each(names)('what is written while %s is on its way is neither lost nor gone over', async (name) => {
  const { session: made, worktree } = await session()
  const before = filesOf(worktree)
  const { run, after } = acts[name]
  writeFileSync(at('before'), `echo mine >> '${worktree}/a.txt'\n`)
  writeFileSync(at('plan'), `before ${after}\n`)
  const refused = await run(made)
  expect(existsSync(at('plan'))).toBe(false)
  expect(refused.ok ? '' : refused.error.message).toMatch(/changed while .* they were left as they are/)
  expect(filesOf(worktree)).toEqual(
    before.map(([file, text]) => [file, file === 'a.txt' ? `${text}mine\n` : text]),
  )
  expect(unwrap(await workbench.client.session.get({ session: made })).state).toBe('ready')

  // Asked for again, it is kept, and then done.
  const { undo } = unwrap(await run(made))
  expect(filesOf(worktree)).not.toEqual(before)
  unwrap(await workbench.client.session.rollBack({ session: made, to: { checkpoint: undo ?? '' } }))
  expect(readFileSync(path.join(worktree, 'a.txt'), 'utf8')).toMatch(/mine\n$/)
})

test.each(names)('where git fails half-way at %s, the files go back', async (name) => {
  const { session: made, worktree } = await session()
  const before = filesOf(worktree)
  const { run } = acts[name]
  const steps = `refs/winnow/${made}/steps-2`
  const start = repository.git('rev-parse', steps)
  writeFileSync(at('plan'), 'failing read-tree -m -u\n')
  const failed = await run(made)
  expect(existsSync(at('plan'))).toBe(false)
  expect(failed).toMatchObject({ ok: false, error: { kind: 'gitFailed' } })
  expect(failed.ok ? '' : failed.error.message).toMatch(/No space left.*free space/)
  expect(filesOf(worktree)).toEqual(before)
  // What was kept of the turn before still is: one reference keeps all of it.
  expect(repository.git('merge-base', start, steps)).toBe(start)
  const { items } = unwrap(await workbench.client.session.timeline({ session: made }))
  expect(items.filter(({ state }) => state === 'failed').map(({ kind }) => kind)).toEqual(['notice'])

  unwrap(await run(made))
  expect(filesOf(worktree)).not.toEqual(before)
})
