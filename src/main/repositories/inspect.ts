import { stat } from 'node:fs/promises'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { RepositoryActivity, RepositoryFailure } from '#shared/contract/repository.ts'
import type { Git, GitFailure } from '../git/run.ts'

/** What a folder's repository is right now. */
export interface RepositoryFacts {
  /** Top of the checkout. */
  readonly top: string
  /** The checkout's own git folder, and the one that all its worktrees share. */
  readonly gitDir: string
  readonly commonDir: string
  readonly format: 'sha1' | 'sha256'
  readonly branch: string | null
  readonly head: string | null
  readonly activity: RepositoryActivity
  readonly shallow: boolean
  readonly linked: boolean
}

/** Looks at the repository that contains `folder`; changes nothing. Every state it can't work with has a sentence. */
export async function inspectRepository(
  git: Git,
  folder: string,
): Promise<Result<RepositoryFacts, RepositoryFailure>> {
  const about = await stat(folder).catch((error: NodeJS.ErrnoException) => error)
  if (about instanceof Error) return err(unreadableFolder(folder, about))
  if (!about.isDirectory())
    return err(
      failure(
        'notFound',
        `${folder} is a file, not a folder. Nothing was opened. Open the folder it lies in.`,
        folder,
      ),
    )

  const parsed = await git.run({
    purpose: 'look at the repository',
    folder,
    args: [
      'rev-parse',
      '--is-bare-repository',
      '--is-inside-work-tree',
      '--is-shallow-repository',
      '--show-object-format',
      '--path-format=absolute',
      '--git-dir',
      '--git-common-dir',
    ],
  })
  if (!parsed.ok) return err(notARepository(folder, parsed.error))
  const [bare, inside, shallow, format, gitDir = '', commonDir = ''] = parsed.value.stdout
    .toString('utf8')
    .trimEnd()
    .split('\n')
  if (bare === 'true' || inside !== 'true')
    return err(
      failure(
        'bare',
        `${folder} is a bare repository or lies inside a .git folder: there is no checkout to work with. Nothing was opened. Open a checkout of it; \`git worktree add\` makes one.`,
        folder,
      ),
    )
  const top = await git.run({
    purpose: 'find the top of the checkout',
    folder,
    args: ['rev-parse', '--show-toplevel'],
  })
  if (!top.ok) return err(notARepository(folder, top.error))
  const head = await git.text({
    purpose: 'read HEAD',
    folder,
    args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
    accept: [0, 1, 128],
  })
  const branch = await git.text({
    purpose: 'read the branch',
    folder,
    args: ['symbolic-ref', '--quiet', '--short', 'HEAD'],
    accept: [0, 1, 128],
  })
  return ok({
    top: top.value.stdout.toString('utf8').replace(/\n$/, ''),
    gitDir,
    commonDir,
    format: format === 'sha256' ? 'sha256' : 'sha1',
    branch: branch.ok && branch.value !== '' ? branch.value : null,
    head: head.ok && head.value !== '' ? head.value : null,
    activity: await activityOf(gitDir),
    shallow: shallow === 'true',
    linked: gitDir !== commonDir,
  })
}

/** The files that git itself looks at to say what it is in the middle of (wt-status.c). */
const marks: readonly (readonly [string, RepositoryActivity])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherryPick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
]

async function activityOf(gitDir: string): Promise<RepositoryActivity> {
  for (const [name, activity] of marks) {
    if (await stat(path.join(gitDir, name)).catch(() => null)) return activity
  }
  return 'none'
}

function failure(
  kind: RepositoryFailure['kind'],
  message: string,
  folder: string,
  stderr?: string,
): RepositoryFailure {
  return { kind, message, paths: [folder], ...(stderr ? { stderr } : {}) }
}

function unreadableFolder(folder: string, error: NodeJS.ErrnoException): RepositoryFailure {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return failure(
      'notFound',
      `There is no folder ${folder}. Nothing was opened. It may have been moved or deleted: open it where it is now.`,
      folder,
    )
  return failure(
    'unreadable',
    `${folder} can't be read (${error.message}). Nothing was opened. Check its permissions.`,
    folder,
  )
}

function notARepository(folder: string, cause: GitFailure): RepositoryFailure {
  if (cause.kind === 'notStarted')
    return failure(
      'gitMissing',
      `git could not be started (${cause.stderr}). Nothing was opened. Install git 2.38 or newer; \`winnow doctor\` says more.`,
      folder,
    )
  if (/dubious ownership/.test(cause.stderr))
    return failure(
      'unreadable',
      `git refuses ${folder} because it belongs to another user. Nothing was opened. If you trust it: git config --global --add safe.directory '${folder}'`,
      folder,
      cause.stderr,
    )
  if (/not a git repository/.test(cause.stderr))
    return failure(
      'notARepository',
      `${folder} is not inside a git repository. Nothing was opened. Open one, or make one there with \`git init\` and a first commit.`,
      folder,
    )
  if (/unknown.*(extension|object format|version)/i.test(cause.stderr))
    return failure(
      'gitTooOld',
      `The git on this machine is too old for ${folder}. Nothing was opened. Install a newer git; \`winnow doctor\` says which.`,
      folder,
      cause.stderr,
    )
  return failure(
    'gitFailed',
    `git could not look at ${folder}: ${cause.stderr.trim().split('\n').at(-1) ?? ''}. Nothing was opened.`,
    folder,
    cause.stderr,
  )
}
