import { lstat, realpath } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { readCommonDir, readGitFile } from '#main/git/gitfile.ts'
import { zeroSeparated } from '#main/git/paths.ts'
import type { Git } from '#main/git/run.ts'
import { WorktreeGit } from './worktree-git.ts'

const mostCommits = 1000

/**
 * A repository that lies within a worktree: a submodule that is checked out, a clone, another worktree. It is an agent's to
 * write, so that git is started there as in the worktree itself: nothing that its configuration names is run.
 */
export class InnerRepository {
  readonly #git: WorktreeGit
  readonly commonDir: string

  private constructor(git: WorktreeGit, commonDir: string) {
    this.#git = git
    this.commonDir = commonDir
  }

  /** The repository whose top is this folder; null if there is none. */
  static async at(git: Git, folder: string): Promise<InnerRepository | null> {
    const own = path.join(folder, '.git')
    const isFolder = (await lstat(own).catch(() => null))?.isDirectory() ?? false
    const gitDir = isFolder ? own : await readGitFile(own)
    const commonDir = gitDir === null ? null : await readCommonDir(gitDir)
    if (gitDir === null || commonDir === null) return null
    const index = path.join(gitDir, 'index')
    const inner = new WorktreeGit(git, { worktree: folder, gitDir, commonDir, index })
    const configured = await inner.refuseFilters('')
    return configured.ok ? new InnerRepository(inner, await real(commonDir)) : null
  }

  /** The commit that it is at, or null. */
  async head(): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']
    const head = await this.#git.text({
      purpose: 'look into a repository in the worktree',
      args,
      accept: [0, 1, 128],
    })
    return head.ok && head.value !== '' ? head.value : null
  }

  /** Files that are not as HEAD has them, untracked ones too; null if that can't be told. */
  async changed(): Promise<readonly string[] | null> {
    const purpose = 'look for changes of a repository in the worktree'
    const files = await this.#git.run({
      purpose,
      args: ['ls-files', '--others', '--modified', '--exclude-standard', '-z'],
    })
    if (!files.ok) return null
    const staged = await this.#git.run({
      purpose,
      args: ['diff-index', '--cached', '--name-only', '-z', '--ignore-submodules=all', 'HEAD', '--'],
    })
    const fields = [files.value.stdout, ...(staged.ok ? [staged.value.stdout] : [])].flatMap((bytes) =>
      zeroSeparated(bytes),
    )
    return [...new Set(fields.map((field) => pathToText(field)))].sort()
  }

  /** Commits of HEAD, of a branch or of the stash that no remote is known to have, the newest first, at most 1,000. */
  async ownCommits(): Promise<readonly string[]> {
    const args = ['rev-list', `--max-count=${mostCommits}`]
    const own = await this.#git.text({
      purpose: 'look for commits of a repository in the worktree',
      args: [...args, 'HEAD', '--branches', '--glob=refs/stash', '--not', '--remotes', '--tags', '--'],
      accept: [0, 128],
    })
    return own.ok ? own.value.split('\n').filter((oid) => oid !== '') : []
  }

  /** Those of these commits that it has not. */
  async lacking(commits: readonly string[]): Promise<readonly string[]> {
    if (commits.length === 0) return []
    const checked = await this.#git.run({
      purpose: 'look for commits of a submodule',
      args: ['cat-file', '--batch-check=%(objectname)', '--buffer'],
      input: Buffer.from(`${commits.join('\n')}\n`),
    })
    if (!checked.ok) return commits
    const lines = checked.value.stdout.toString('latin1').split('\n')
    return commits.filter((_, at) => (lines[at] ?? '').endsWith(' missing'))
  }
}

async function real(folder: string): Promise<string> {
  return realpath(folder).catch(() => path.resolve(folder))
}
