import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { RepositoryActivity } from '#shared/domain/repository/repository.ts'
import type { RepositoryFailure } from '#shared/contract/repository.ts'
import { pathExists } from '#main/git/path-exists.ts'
import { damageOf } from './damage.ts'
import { describeGitFailure, type Git, type GitFailure } from '#main/git/run.ts'

/** What a repository is right now. */
export interface RepositoryFacts {
  /** Top folder of the checkout. */
  readonly top: string
  /** Git folder of this checkout; of a linked worktree it lies in the common one. */
  readonly gitDir: string
  /** Git folder that all worktrees of the repository share: references and objects. */
  readonly commonDir: string
  readonly format: 'sha1' | 'sha256'
  /** Short name of the branch checked out, also one without commits; null for a detached HEAD. */
  readonly branch: string | null
  /** Commit of HEAD; null without commits. */
  readonly head: string | null
  readonly activity: RepositoryActivity
  readonly shallow: boolean
  readonly linked: boolean
}

/** Merging two trees without a checkout needs it. */
const oldestGit = [2, 38] as const

/**
 * Finds the repository that contains `folder` (a file counts as its folder) and what state it is in. Every state of a
 * repository with a checkout is fine: no commits, detached HEAD, shallow, linked, in the middle of a merge or a rebase.
 * Whatever else is told in one sentence that says what to do.
 */
export async function inspectRepository(
  git: Git,
  folder: string,
): Promise<Result<RepositoryFacts, RepositoryFailure>> {
  const place = await existingFolder(path.resolve(folder))
  if (!place.ok) return place
  const [version, facts] = await Promise.all([
    checkVersion(git, place.value),
    inspectAtOnce(git, place.value),
  ])
  if (!version.ok) return version
  return facts ? ok(facts) : locate(git, place.value, folder)
}

/**
 * What one process tells of a checkout with commits whose paths have no line breaks: nearly always. Null for any other,
 * which is asked step by step.
 */
async function inspectAtOnce(git: Git, folder: string): Promise<RepositoryFacts | null> {
  const told = await line(git, folder, [
    ...['--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--show-object-format'],
    ...['--absolute-git-dir', '--path-format=absolute', '--git-common-dir', '--show-toplevel'],
    ...['HEAD^{commit}', '--symbolic-full-name', 'HEAD'],
  ])
  if (!told.ok) return null
  const fields = told.value.split('\n')
  const [bare, inside, shallow, format, gitDir = '', commonDir = '', top = '', head = '', ref = ''] = fields
  const known = format === 'sha1' || format === 'sha256'
  if (fields.length !== 9 || bare !== 'false' || inside !== 'true' || !known) return null
  if (![gitDir, commonDir, top].every((name) => path.isAbsolute(name))) return null
  if (!/^[0-9a-f]+$/.test(head) || (ref !== 'HEAD' && !ref.startsWith('refs/'))) return null
  const [activity, own] = await Promise.all([activityOf(gitDir), isCheckoutOf(git, top, gitDir)])
  if (!own) return null
  return {
    top,
    gitDir,
    commonDir,
    format,
    branch: branchOf(ref),
    head,
    activity,
    shallow: shallow === 'true',
    linked: path.resolve(gitDir) !== path.resolve(commonDir),
  }
}

async function locate(
  git: Git,
  folder: string,
  asked: string,
): Promise<Result<RepositoryFacts, RepositoryFailure>> {
  const parse = (...args: string[]): Promise<Result<string, GitFailure>> => line(git, folder, args)
  const first = await parse(
    '--is-bare-repository',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--show-object-format',
    '--absolute-git-dir',
  )
  if (!first.ok) return err(await openFailure(first.error, folder))
  // The path comes last: it may contain line breaks itself.
  const fields = first.value.split('\n')
  const [bare, inside, shallow, format] = fields
  const gitDir = fields.slice(4).join('\n')
  if (bare === 'true')
    return err({
      kind: 'bare',
      message: `${gitDir} is a bare repository: it has no checkout to work with. Nothing was changed. Make one with "git -C '${gitDir}' worktree add ../checkout", and open that folder.`,
      paths: [gitDir],
    })
  if (inside !== 'true') {
    // Inside a .git folder: its checkout is meant.
    if (path.basename(gitDir) === '.git' && path.dirname(gitDir) !== folder)
      return locate(git, path.dirname(gitDir), asked)
    return err(notARepository(asked))
  }
  if (format !== 'sha1' && format !== 'sha256')
    return err({
      kind: 'gitTooOld',
      message: `${folder} uses object ids of a kind (${String(format)}) that Winnow does not know. Nothing was changed. Open another repository.`,
      paths: [folder],
    })
  const [top, commonDir, head, branch, activity] = await Promise.all([
    parse('--show-toplevel'),
    parse('--path-format=absolute', '--git-common-dir'),
    line(git, folder, ['--verify', '--quiet', 'HEAD^{commit}'], [0, 1, 128]),
    currentBranch(git, folder),
    activityOf(gitDir),
  ])
  for (const result of [top, commonDir, head, branch])
    if (!result.ok) return err(await openFailure(result.error, folder))
  if (!top.ok || !commonDir.ok || !head.ok || !branch.ok) return err(notARepository(asked))
  // core.worktree may name any folder, which landing would write into: the checkout must know of this git folder too.
  if (!(await isCheckoutOf(git, top.value, gitDir)))
    return err({
      kind: 'untrusted',
      message: `The repository at ${folder} says that its checkout is ${top.value} (core.worktree), which knows nothing of it. Nothing was changed. If you trust it, remove that setting with: git -C '${gitDir}' config --unset core.worktree`,
      paths: [folder, top.value],
    })
  return ok({
    top: top.value,
    gitDir,
    commonDir: commonDir.value,
    format,
    branch: branch.value,
    head: head.value === '' ? null : head.value,
    activity,
    shallow: shallow === 'true',
    linked: path.resolve(gitDir) !== path.resolve(commonDir.value),
  })
}

/** Whether the .git of a checkout is, or points at, this git folder. */
async function isCheckoutOf(git: Git, top: string, gitDir: string): Promise<boolean> {
  const resolved = async (file: string): Promise<string | null> => realpath(file).catch(() => null)
  const wanted = await resolved(gitDir)
  if ((await resolved(path.join(top, '.git'))) === wanted) return true
  const pointed = await line(git, top, ['--resolve-git-dir', path.join(top, '.git')])
  return pointed.ok && (await resolved(pointed.value)) === wanted
}

/** `git rev-parse`, without the line break at the end. */
async function line(
  git: Git,
  folder: string,
  args: readonly string[],
  accept?: readonly number[],
): Promise<Result<string, GitFailure>> {
  const output = await git.run({
    purpose: 'look at the repository',
    folder,
    args: ['rev-parse', ...args],
    accept,
  })
  return output.ok ? ok(output.value.stdout.toString('utf8').replace(/\n$/, '')) : output
}

/** The branch that HEAD names, or null if HEAD is detached. */
export async function currentBranch(git: Git, folder: string): Promise<Result<string | null, GitFailure>> {
  const name = await git.text({
    purpose: 'find the current branch',
    folder,
    args: ['symbolic-ref', '--quiet', 'HEAD'],
    accept: [0, 1],
  })
  return name.ok ? ok(branchOf(name.value)) : name
}

function branchOf(ref: string): string | null {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
}

/** What was begun with a checkout and not ended, by its git folder. */
export async function activityOf(gitDir: string): Promise<RepositoryActivity> {
  const signs: readonly (readonly [string, RepositoryActivity])[] = [
    ['rebase-merge', 'rebase'],
    ['rebase-apply', 'rebase'],
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherryPick'],
    ['REVERT_HEAD', 'revert'],
    ['BISECT_LOG', 'bisect'],
  ]
  const present = await Promise.all(signs.map(([name]) => pathExists(path.join(gitDir, name))))
  return signs.find((_, index) => present[index])?.[1] ?? 'none'
}

async function existingFolder(folder: string): Promise<Result<string, RepositoryFailure>> {
  try {
    const place = (await stat(folder)).isDirectory() ? folder : path.dirname(folder)
    await access(place, constants.R_OK | constants.X_OK)
    return ok(place)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return err({
        kind: 'notFound',
        message: `There is no folder ${folder}. Nothing was changed. Check the path, or whether its disk is there, and open it again.`,
        paths: [folder],
      })
    return err(unreadable(folder))
  }
}

const checked = new WeakMap<Git, Promise<Result<null, RepositoryFailure>>>()

function checkVersion(git: Git, folder: string): Promise<Result<null, RepositoryFailure>> {
  const known = checked.get(git)
  if (known) return known
  const checking = readVersion(git, folder)
  checked.set(git, checking)
  // What was wrong may be put right while the workbench runs.
  void checking.then((result) => {
    if (!result.ok) checked.delete(git)
  })
  return checking
}

async function readVersion(git: Git, folder: string): Promise<Result<null, RepositoryFailure>> {
  const version = await git.text({ purpose: 'read the version of git', folder, args: ['version'] })
  if (!version.ok)
    return err({
      kind: 'gitMissing',
      message: `Git could not be started (${version.error.stderr.trim()}). Nothing was changed. Install git ${oldestGit.join('.')} or newer and make sure that it is on PATH.`,
      stderr: version.error.stderr,
    })
  const match = /(\d+)\.(\d+)/.exec(version.value)
  const [major, minor] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
  if (major > oldestGit[0] || (major === oldestGit[0] && minor >= oldestGit[1])) return ok(null)
  return err({
    kind: 'gitTooOld',
    message: `${version.value} is too old for Winnow. Nothing was changed. Install git ${oldestGit.join('.')} or newer.`,
  })
}

function notARepository(folder: string): RepositoryFailure {
  return {
    kind: 'notARepository',
    message: `${folder} is not in a git repository. Nothing was changed. Open a folder that is, or make it one with "git init" and a first commit.`,
    paths: [folder],
  }
}

function unreadable(folder: string): RepositoryFailure {
  return {
    kind: 'unreadable',
    message: `${folder} cannot be read. Nothing was changed. Give yourself the right to read it, and open it again.`,
    paths: [folder],
  }
}

async function openFailure(failure: GitFailure, folder: string): Promise<RepositoryFailure> {
  const { stderr } = failure
  if (/dubious ownership/.test(stderr)) {
    const owned = /safe\.directory (.+)$/m.exec(stderr)?.[1] ?? folder
    return {
      kind: 'untrusted',
      message: `The repository at ${folder} belongs to another user of this machine, so git does not open it. Nothing was changed. If you trust it, run: git config --global --add safe.directory ${owned}`,
      paths: [folder],
      stderr,
    }
  }
  if (/repository (format )?version|unknown repository extension/i.test(stderr))
    return {
      kind: 'gitTooOld',
      message: `The repository at ${folder} was made by a newer git than the one installed. Nothing was changed. Install a newer git.`,
      paths: [folder],
      stderr,
    }
  const damage = await damageOf(stderr, folder)
  if (damage !== null) return { kind: 'gitFailed', message: damage.message, paths: [damage.file], stderr }
  if (/permission denied/i.test(stderr) || (await hiddenGitFolder(folder))) return unreadable(folder)
  if (/not a git repository/i.test(stderr)) {
    const pointer = /not a git repository: (.+)$/m.exec(stderr)?.[1]
    if (!pointer || pointer.startsWith('(')) return notARepository(folder)
    return {
      kind: 'notARepository',
      message: `The checkout at ${folder} belongs to a repository that is not there any more (${pointer}). Nothing was changed. If the repository was moved, run "git worktree repair" in it.`,
      paths: [folder, pointer],
      stderr,
    }
  }
  return {
    kind: 'gitFailed',
    message: `The repository at ${folder} could not be opened: ${describeGitFailure(failure)}. Nothing was changed. Try "git status" there to see what is wrong.`,
    paths: [folder],
    stderr,
  }
}

/** Whether a .git above cannot be read, which git tells as if it were not there. */
async function hiddenGitFolder(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    const gitDir = path.join(at, '.git')
    if (await pathExists(gitDir)) {
      try {
        await access(gitDir, constants.R_OK)
        if ((await stat(gitDir)).isDirectory()) await access(path.join(gitDir, 'HEAD'), constants.R_OK)
        return false
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EACCES'
      }
    }
    if (at === path.dirname(at)) return false
  }
}
