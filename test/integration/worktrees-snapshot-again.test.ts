import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import type { Objects } from '#main/git/objects.ts'
import type { Snapshot } from '#main/worktrees/snapshot-options.ts'
import { takeSnapshot } from '#main/worktrees/snapshot.ts'
import { TestCheckout } from '#test/support/checkout.ts'
import type { TestRepository } from '#test/support/repository.ts'
import { plainTree } from '#test/support/snapshots.ts'
import { until } from '#test/support/until.ts'

const long = process.env['WINNOW_TEST_LONG'] === '1'
const patience = long ? 900_000 : 60_000

let checkout: TestCheckout
const repository = (): TestRepository => checkout.repository
const at = (...parts: string[]): string => path.join(repository().path, ...parts)

beforeEach(() => {
  checkout = new TestCheckout()
})
afterEach(() => checkout.remove())

async function snapshot(objects: Objects, name: string): Promise<Snapshot> {
  return unwrap(
    await takeSnapshot(checkout.git, objects, {
      worktree: repository().path,
      gitDir: checkout.commonDir,
      commonDir: checkout.commonDir,
      ref: `refs/winnow/s1/${name}`,
      message: 'again\n',
    }),
  )
}

/** The purposes of the git commands that ran since. */
function commands(since: number): readonly string[] {
  return checkout.log.entries.filter((entry) => entry.seq > since).map((entry) => entry.purpose)
}
const last = (): number => checkout.log.entries.at(-1)?.seq ?? 0

const comparing = 'compare files as old as the index'
const names = Array.from({ length: 40 }, (_, number) => `d${number % 4}/f${number}`)

const tick = Math.floor(Date.now() / 1000) - 100

/** What a file holds at first. A line ends in two characters, which attributes make one of. */
const content = (name: string): string => `${name}\r\n`

/** Forty files with a time like the index's own: what each of them holds, only its content tells. */
function manyAsOldAsTheIndex(): void {
  repository().write({ '.gitignore': 'out\n', out: 'tracked though ignored\n' })
  repository().write(Object.fromEntries(names.map((name) => [name, content(name)])))
  for (const name of names) utimesSync(at(name), tick, tick)
  repository().commit('base')
  utimesSync(at('.git/index'), tick, tick)
}

const secondOf = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** Waits for a second after that in which the index was written, since what is compared within it is not kept. */
async function laterThanTheIndex(): Promise<void> {
  const written = secondOf(statSync(at('.git/index')).ctimeMs)
  await until('the next second', () => secondOf(Date.now()) > written)
}

const step = fc.record({
  name: fc.constantFrom(...names.slice(0, 6), 'new', 'out', 'd0/more', 'd9/f'),
  kind: fc.constantFrom(
    'same size and time',
    'same size and time',
    'other',
    'program',
    'folder',
    'gone',
    'touched',
    'carriage returns',
    'ignore',
    'attributes',
    'no attributes',
    'git add',
    'git commit',
    'git rm --cached',
    'git reset',
    'git status',
  ),
})

function take({ name, kind }: { readonly name: string; readonly kind: string }): void {
  const file = at(name)
  const isFile = existsSync(file) && lstatSync(file).isFile()
  if (kind === 'same size and time') {
    if (!isFile) return
    const { size, atime, mtime } = statSync(file)
    writeFileSync(
      file,
      String(size + last())
        .repeat(size)
        .slice(0, size),
    )
    utimesSync(file, atime, mtime)
  } else if (kind === 'other' || kind === 'carriage returns') {
    if (existsSync(file) && !isFile) rmSync(file, { recursive: true })
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, kind === 'other' ? `${last()}\n` : `${last()}\r\n`)
  } else if (kind === 'program') {
    if (isFile) chmodSync(file, statSync(file).mode ^ 0o111)
  } else if (kind === 'folder') {
    rmSync(file, { recursive: true, force: true })
    mkdirSync(file, { recursive: true })
    writeFileSync(path.join(file, 'inner'), 'inside\n')
  } else if (kind === 'gone') rmSync(file, { recursive: true, force: true })
  else if (kind === 'touched') {
    if (isFile) utimesSync(file, new Date(), new Date())
  } else if (kind === 'ignore') writeFileSync(at('.gitignore'), `${name}\n`)
  else if (kind === 'attributes') writeFileSync(at('.gitattributes'), '* text\n')
  else if (kind === 'no attributes') removeAttributes()
  else takeAsAgent(name, kind)
}

/**
 * Where the file is gone git goes by the attributes of the index, until their removal is in it: what a file is then depends on
 * which of both git looks at first. So tracked ones are emptied.
 */
function removeAttributes(): void {
  if (repository().git('ls-files', '.gitattributes') === '') rmSync(at('.gitattributes'), { force: true })
  else writeFileSync(at('.gitattributes'), '')
}

function takeAsAgent(name: string, kind: string): void {
  if (kind === 'git add') repository().git('add', '-A')
  else if (kind === 'git commit') repository().git('commit', '-q', '--allow-empty', '-a', '-m', 'agent')
  else if (kind === 'git rm --cached')
    repository().git('rm', '-q', '-r', '-f', '--cached', '--ignore-unmatch', '--', name)
  else if (kind === 'git reset') repository().git('reset', '-q')
  else repository().git('status', '--porcelain')
  // As old as the files again.
  utimesSync(at('.git/index'), tick, tick)
}

describe('a snapshot after others', () => {
  it('does not read again what it compared, and sees each change', async () => {
    manyAsOldAsTheIndex()
    await laterThanTheIndex()
    const objects = await checkout.objects()
    const first = await snapshot(objects, 'r1')
    expect(commands(0)).toContain(comparing)
    const since = last()
    expect((await snapshot(objects, 'r2')).tree).toBe(first.tree)
    expect(commands(since)).not.toContain(comparing)
    take({ name: 'd0/f0', kind: 'same size and time' })
    const third = await snapshot(objects, 'r3')
    expect(third.tree).toBe(plainTree(checkout))
    expect(third.tree).not.toBe(first.tree)
    expect(commands(since)).not.toContain(comparing)
    // Of another index nothing is known.
    take({ name: 'out', kind: 'git rm --cached' })
    const fourth = await snapshot(objects, 'r4')
    expect(fourth.tree).toBe(plainTree(checkout))
    expect(fourth.tree).not.toBe(third.tree)
    // Of each worktree there is one, and no other temporary file.
    const [folder] = readdirSync(path.join(checkout.home, 'objects-0')).filter((name) =>
      name.startsWith('run-'),
    )
    expect(readdirSync(path.join(checkout.home, 'objects-0', folder ?? '')).length).toBe(1)
  })

  it('compares again under other attributes', async () => {
    manyAsOldAsTheIndex()
    await laterThanTheIndex()
    const objects = await checkout.objects()
    const trees = [(await snapshot(objects, 'r1')).tree]
    expect(trees[0]).toBe(plainTree(checkout))
    for (const kind of ['attributes', 'no attributes']) {
      take({ name: '', kind })
      trees.push((await snapshot(objects, kind.replace(' ', '-'))).tree)
      expect(trees.at(-1)).toBe(plainTree(checkout))
    }
    expect(trees[2]).toBe(trees[0])
    expect(trees[1]).not.toBe(trees[0])
  })

  it('compares again what it compared within the second in which the index was written', async () => {
    manyAsOldAsTheIndex()
    const objects = await checkout.objects()
    for (let number = 1; ; number += 1) {
      await laterThanTheIndex()
      utimesSync(at('.git/index'), tick, tick)
      await snapshot(objects, `r${number}`)
      // Else it took too long to tell.
      if (secondOf(Date.now()) === secondOf(statSync(at('.git/index')).ctimeMs)) break
    }
    const since = last()
    await snapshot(objects, 'again')
    expect(commands(since)).toContain(comparing)
  })

  it(
    'has the tree of one made from nothing, after whatever steps',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 5 }),
          async (turns) => {
            checkout.remove()
            checkout = new TestCheckout()
            manyAsOldAsTheIndex()
            await laterThanTheIndex()
            const objects = await checkout.objects()
            await snapshot(objects, 'r0')
            for (const [number, steps] of turns.entries()) {
              for (const one of steps) take(one)
              const index = execFileSync('sha1sum', [at('.git/index')]).toString()
              const taken = await snapshot(objects, `r${number + 1}`)
              const nothing = await checkout.objects()
              const fresh = await snapshot(nothing, `fresh${number + 1}`)
              expect({ tree: taken.tree, leftOut: taken.leftOut }).toEqual({
                tree: fresh.tree,
                leftOut: fresh.leftOut,
              })
              expect(taken.tree).toBe(plainTree(checkout))
              expect(execFileSync('sha1sum', [at('.git/index')]).toString()).toBe(index)
            }
          },
        ),
        { numRuns: long ? 60 : 4, endOnFailure: true },
      )
    },
    patience,
  )
})

describe('the commit and the reference of a snapshot', () => {
  it('are what git itself would write', async () => {
    repository().commit('base', { a: 'a\n' })
    const objects = await checkout.objects()
    const { commit, tree } = await snapshot(objects, 'r1')
    const written = repository().gitBytes(['cat-file', 'commit', commit])
    expect(repository().gitBytes(['hash-object', '-t', 'commit', '--stdin'], written).toString().trim()).toBe(
      commit,
    )
    const date = /^author Winnow <winnow@localhost> (\d+ [+-]\d{4})$/m.exec(written.toString())?.[1] ?? ''
    const who = { NAME: 'Winnow', EMAIL: 'winnow@localhost', DATE: date }
    const env = Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((role) =>
        Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value]),
      ),
    )
    const head = repository().git('rev-parse', 'HEAD')
    const made = repository().gitBytes(['commit-tree', tree, '-p', head], 'again\n', env)
    expect(made.toString().trim()).toBe(commit)
    expect(repository().git('fsck', '--strict', '--no-dangling')).toBe('')
    expect(repository().git('rev-parse', 'refs/winnow/s1/r1')).toBe(commit)

    // Packed and set again, and again with the same commit.
    repository().git('pack-refs', '--all', '--prune')
    repository().write({ a: 'b\n' })
    const second = await snapshot(objects, 'r1')
    expect(repository().git('rev-parse', 'refs/winnow/s1/r1')).toBe(second.commit)
    expect(second.tree).not.toBe(tree)
  })

  it('are refused with a reason while the reference is locked, or has another in its place', async () => {
    repository().commit('base', { a: 'a\n' })
    const objects = await checkout.objects()
    mkdirSync(at('.git/refs/winnow/s1'), { recursive: true })
    writeFileSync(at('.git/refs/winnow/s1/r1.lock'), '')
    repository().git('update-ref', 'refs/winnow/s1/r2/below', 'HEAD')
    for (const name of ['r1', 'r2']) {
      const taken = await takeSnapshot(checkout.git, objects, {
        worktree: repository().path,
        gitDir: checkout.commonDir,
        commonDir: checkout.commonDir,
        ref: `refs/winnow/s1/${name}`,
        message: 'again\n',
      })
      expect(taken).toMatchObject({ ok: false, error: { kind: 'gitFailed' } })
    }
    expect(readdirSync(at('.git/refs/winnow/s1')).sort()).toEqual(['r1.lock', 'r2'])
  })
})
