import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { filesOf, LandingSetting, type SettingOptions } from './landing.ts'
import type { Content, TestRepository } from './repository.ts'

/** What every case lands: a changed file, one that may be ignored, a new one, and one less. */
export const landed = { 'a.txt': 'A\n', '.env': 'landed\n', 'dir/new.txt': 'new\n', 'gone/c.txt': null }

/**
 * A repository whose `main` has three commits, and `theirs`, which conflicts with it in m.txt; `side` and `topic` are
 * where `main` is.
 */
export function openSetting(options: Partial<SettingOptions> = {}): LandingSetting {
  const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'gone/c.txt': 'c\n', 'dir/d.txt': 'd\n', 'm.txt': '0\n' }
  const setting = new LandingSetting({ files, ...options })
  const { repository } = setting
  const first = repository.git('rev-parse', 'HEAD')
  repository.commit('second', { 'm.txt': '1\n' })
  setting.base.commit = repository.commit('third', { 'm.txt': '2\n' })
  setting.base.tree = repository.tree()
  const tree = setting.treeWith(`${first}^{tree}`, { 'm.txt': 'theirs\n' })
  repository.git('branch', 'theirs', repository.git('commit-tree', tree, '-p', first, '-m', 'theirs'))
  repository.git('branch', 'side')
  repository.git('branch', 'topic')
  return setting
}

/** One folder with a checkout, worked in with the raw git command as a person does. */
export class PersonsCheckout {
  readonly folder: string
  readonly #repository: TestRepository
  #gitDir: string | null = null

  constructor(repository: TestRepository, folder = repository.path) {
    this.folder = folder
    this.#repository = repository
  }

  git(...args: string[]): string {
    return this.#repository.git('-C', this.folder, ...args)
  }

  /** Runs a git command that stops in the middle, by a conflict. */
  stops(...args: string[]): void {
    let stopped = false
    try {
      this.git(...args)
    } catch {
      stopped = true
    }
    if (!stopped) throw new Error(`git ${args.join(' ')} did not stop`)
  }

  write(files: Readonly<Record<string, Content>>): void {
    const below = path.relative(this.#repository.path, this.folder)
    this.#repository.write(
      Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(below, name), content])),
    )
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8')
  }

  /** Has git ignore a path, in every checkout of the repository. */
  ignore(name: string): void {
    appendFileSync(path.join(this.#repository.path, '.git/info/exclude'), `/${name}\n`)
  }

  /**
   * Everything a person has in a checkout, byte for byte: files of every kind, the index with its flags by path, what
   * git is in the middle of, and the stash.
   */
  everything(): Everything {
    const index: Record<string, string> = {}
    for (const entry of this.git('ls-files', '-s', '-v', '-z').split('\0').filter(Boolean)) {
      const [what = '', name = ''] = entry.split('\t')
      index[name] = `${index[name] ?? ''}${what} `
    }
    for (const name of this.git('diff', '--name-only', '--diff-filter=A', '-z').split('\0').filter(Boolean))
      index[name] = `${index[name] ?? ''}to be added `
    return {
      files: filesOf(this.folder),
      index,
      middle: middleOf((this.#gitDir ??= this.git('rev-parse', '--absolute-git-dir'))),
      hidden: this.git('for-each-ref', 'refs/winnow', 'refs/stash'),
    }
  }
}

interface Everything {
  readonly files: Readonly<Record<string, string>>
  readonly index: Readonly<Record<string, string>>
  readonly middle: Readonly<Record<string, string>>
  readonly hidden: string
}

/** The files by which git knows where HEAD is and what it is in the middle of. */
function middleOf(gitDir: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of readdirSync(gitDir, { recursive: true, encoding: 'utf8' }))
    if (
      /^([A-Z_]+$|BISECT|rebase-|sequencer|logs\/refs\/stash)/.test(name) &&
      statSync(path.join(gitDir, name)).isFile()
    )
      found[name] = readFileSync(path.join(gitDir, name), 'latin1')
  return found
}

/** Something a person has under way in a checkout. */
export interface CheckoutState {
  readonly name: string
  /** Whether it keeps a branch that is checked out there from landing and from being undone. */
  readonly blocks: boolean
  /** Whether no branch is checked out there afterwards, so that a landing has nothing to do with it. */
  readonly detached?: boolean
  /** Whether it keeps changes from being applied to the checkout, where that is not as `blocks` says. */
  readonly blocksApply?: boolean
  /** `free` is a path where there is nothing and a file is to be brought. */
  enter(checkout: PersonsCheckout, free: string): void
}

export const checkoutStates: readonly CheckoutState[] = [
  { name: 'nothing', blocks: false, enter: () => undefined },
  {
    name: 'a change in a file not concerned',
    blocks: false,
    enter: (checkout) => checkout.write({ 'b.txt': 'mine\n' }),
  },
  {
    name: 'a change in a file concerned',
    blocks: true,
    enter: (checkout) => checkout.write({ 'a.txt': 'mine\n' }),
  },
  {
    name: 'files not concerned staged, removed and renamed',
    blocks: false,
    enter(checkout) {
      checkout.write({ 'b.txt': 'mine\n' })
      checkout.git('add', 'b.txt')
      checkout.git('rm', '-q', 'm.txt')
      checkout.git('mv', 'dir/d.txt', 'moved.txt')
    },
  },
  {
    name: 'a file concerned staged',
    blocks: true,
    enter(checkout) {
      checkout.write({ 'a.txt': 'mine\n' })
      checkout.git('add', 'a.txt')
    },
  },
  {
    name: 'part of a file not concerned staged',
    blocks: false,
    enter(checkout) {
      checkout.write({ 'b.txt': 'staged\n' })
      checkout.git('add', 'b.txt')
      checkout.write({ 'b.txt': 'staged\nand more\n' })
    },
  },
  {
    name: 'a change of a file concerned staged and taken back on disk',
    blocks: true,
    enter(checkout) {
      const now = checkout.read('a.txt')
      checkout.write({ 'a.txt': 'staged\n' })
      checkout.git('add', 'a.txt')
      checkout.write({ 'a.txt': now })
    },
  },
  {
    name: 'untracked and ignored files elsewhere',
    blocks: false,
    enter(checkout) {
      checkout.ignore('ignored')
      checkout.write({ 'dir/u.txt': 'u\n', 'ignored/secret': 'i\n', '.env.local': 'mine\n' })
    },
  },
  {
    name: 'an untracked file where one is brought',
    blocks: true,
    enter: (checkout, free) => checkout.write({ [free]: 'mine\n' }),
  },
  {
    name: 'an ignored file where one is brought',
    blocks: true,
    enter(checkout, free) {
      checkout.ignore(free)
      checkout.write({ [free]: 'SECRET=1\n' })
    },
  },
  {
    name: 'a file not concerned deleted',
    blocks: false,
    enter: (checkout) => checkout.write({ 'b.txt': null }),
  },
  {
    name: 'a file concerned deleted',
    blocks: true,
    enter: (checkout) => checkout.write({ 'a.txt': null }),
  },
  {
    name: 'stashes, and an intent to add',
    blocks: false,
    enter(checkout) {
      checkout.write({ 'a.txt': 'stashed\n', 'b.txt': 'stashed\n' })
      checkout.git('stash', '-q')
      checkout.write({ 'u.txt': 'later\n' })
      checkout.git('add', '-N', 'u.txt')
    },
  },
  {
    name: 'an unmerged file not concerned, as a popped stash leaves it',
    blocks: true,
    enter(checkout) {
      checkout.stops('merge', '-q', 'theirs')
      checkout.git('merge', '--quit')
    },
  },
  {
    name: 'the middle of a merge without a conflict',
    blocks: true,
    enter: (checkout) => void checkout.git('merge', '-q', '--no-commit', '-X', 'ours', 'theirs'),
  },
  {
    name: 'the middle of a merge with a conflict',
    blocks: true,
    enter: (checkout) => checkout.stops('merge', '-q', 'theirs'),
  },
  {
    name: 'the middle of a cherry-pick',
    blocks: true,
    enter: (checkout) => checkout.stops('cherry-pick', 'theirs'),
  },
  {
    name: 'the middle of a revert',
    blocks: true,
    enter: (checkout) => checkout.stops('revert', '--no-edit', 'side~1'),
  },
  {
    name: 'the middle of a rebase of the branch',
    blocks: true,
    enter: (checkout) => checkout.stops('rebase', '-q', 'theirs'),
  },
  {
    name: 'a bisection, with a change in a file not concerned',
    blocks: false,
    detached: true,
    enter(checkout) {
      checkout.git('bisect', 'start', 'side', 'side~2')
      checkout.write({ 'b.txt': 'mine\n' })
    },
  },
  {
    name: 'a detached HEAD, with changes in files concerned',
    blocks: false,
    detached: true,
    blocksApply: true,
    enter(checkout, free) {
      checkout.git('checkout', '-q', '--detach')
      checkout.write({ 'a.txt': 'mine\n', [free]: 'mine\n' })
    },
  },
]
