import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { testGitEnvironment, type TestRepository } from './repository.ts'
import { importTree, type TreeFile } from './tree-builder.ts'

/** Two trees of a repository, and what they are of. */
export interface TreePair {
  readonly name: string
  readonly base: string
  readonly revision: string
}

const root = path.resolve(import.meta.dirname, '../..')

/** Two releases each of packages that are installed as `corpus-<name>-<release>`, the older one first. */
const packages: readonly (readonly [name: string, older: string, newer: string])[] = [
  ['commander', '11', '12'],
  ['dayjs', 'old', 'new'],
  ['diff', '5', '7'],
  ['immutable', '4', '5'],
  ['picomatch', '2', '4'],
  ['ws', '7', '8'],
]

/** Commits two releases of each package to a repository. */
export function packageTrees(repository: TestRepository): readonly TreePair[] {
  return packages.map(([name, older, newer]) => {
    const tree = (release: string): string =>
      importTree(repository, packageFiles(path.join(root, 'node_modules', `corpus-${name}-${release}`)))
    return { name: `${name} ${older} to ${newer}`, base: tree(older), revision: tree(newer) }
  })
}

function* packageFiles(folder: string): Iterable<readonly [string, TreeFile]> {
  if (!existsSync(folder)) throw new Error(`${path.basename(folder)} is not installed: run npm ci`)
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name)
    const { mode } = statSync(file)
    if (statSync(file).isFile())
      yield [name, [(mode & 0o100) === 0 ? '100644' : '100755', readFileSync(file)]]
  }
}

/**
 * Pairs of trees out of this project's own history, picked evenly: a commit and the one before it, and a commit and one
 * far behind it, in turn. The repository reads the checkout's objects and writes none there. A sentence where there is
 * no history: the sources came without it, or with the newest commit alone.
 */
export function historyTrees(repository: TestRepository, count: number): readonly TreePair[] | string {
  const read = (...args: readonly string[]): string =>
    execFileSync('git', [...args], {
      cwd: root,
      env: testGitEnvironment(repository.path),
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    }).trim()
  let lines: readonly string[]
  try {
    if (path.resolve(read('rev-parse', '--show-toplevel')) !== root)
      return 'The sources lie in a repository of something else: its history was left out.'
    lines = read('log', '--first-parent', '--format=%h %T', '--abbrev=12', 'HEAD').split('\n')
    const objects = path.resolve(root, read('rev-parse', '--git-path', 'objects'))
    writeFileSync(path.join(repository.path, '.git/objects/info/alternates'), `${objects}\n`)
  } catch {
    return 'The sources came without a git history: nothing of it was tried.'
  }
  const commits = lines.map((line) => {
    const [id = '', tree = ''] = line.split(' ')
    return { id, tree }
  })
  if (commits.length < 2) return 'The git history has one commit alone: nothing of it was tried.'
  const pairs = Array.from({ length: count }, (_, index): TreePair => {
    const newer = Math.floor((index * (commits.length - 1)) / count)
    const older = Math.min(commits.length - 1, newer + (index % 2 === 0 ? 1 : Math.ceil(commits.length / 4)))
    const [from, to] = [commits[older], commits[newer]]
    return { name: `${from?.id} to ${to?.id}`, base: from?.tree ?? '', revision: to?.tree ?? '' }
  })
  return pairs.filter(({ base, revision }) => base !== revision)
}

/** How many files a tree has. */
export function countFiles(repository: TestRepository, tree: string): number {
  return repository.gitBytes(['ls-tree', '-r', '-z', '--name-only', tree]).filter((byte) => byte === 0).length
}
