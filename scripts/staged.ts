import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'

/** What the next commit would be made of, in a folder of its own. */
export interface Staged {
  readonly folder: string
  /** Paths that the commit adds or changes, from the top of the checkout. */
  readonly changed: readonly string[]
  /** How many of them are different in the work tree: what is there is not what is committed. */
  readonly different: number
}

function git(top: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync('git', args, {
    cwd: top,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  })
}

const listed = (output: string): string[] => output.split('\0').filter((name) => name !== '')

/**
 * Puts the tree that is staged into `.cache/staged` of the checkout at `top`, where what was there of the last time stays:
 * only files that differ are written, and the compiler goes on from what it knew. In a hook git names the index that the
 * commit is made of. null where git can't say what is staged, as with an unresolved conflict; it has said why.
 */
export function checkOutStaged(top: string): Staged | null {
  const folder = path.join(top, '.cache', 'staged')
  mkdirSync(folder, { recursive: true })
  const changed = listed(
    git(top, ['diff', '--cached', '--name-only', '-z', '--no-renames', '--diff-filter=d']),
  )
  const unstaged = new Set(listed(git(top, ['diff', '--name-only', '-z'])))
  const written = spawnSync('git', ['write-tree'], { cwd: top, stdio: ['ignore', 'pipe', 'inherit'] })
  if (written.status !== 0) return null
  const tree = written.stdout.toString('utf8').trim()
  git(top, ['read-tree', '--reset', '-u', tree], {
    GIT_DIR: git(top, ['rev-parse', '--absolute-git-dir']).trim(),
    GIT_WORK_TREE: folder,
    GIT_INDEX_FILE: path.join(top, '.cache', 'staged.index'),
  })
  const modules = path.join(folder, 'node_modules')
  if (!existsSync(modules)) symlinkSync(path.join(top, 'node_modules'), modules, 'junction')
  return { folder, changed, different: changed.filter((name) => unstaged.has(name)).length }
}
