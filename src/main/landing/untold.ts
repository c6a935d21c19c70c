import { constants } from 'node:fs'
import { access, lstat, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { ok, type Result } from '#shared/base/result.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { LandingFailure } from '#shared/contract/landing.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import { effectiveConfig } from '../git/effective-config.ts'
import { readGitFile } from '../git/gitfile.ts'
import type { Git } from '../git/run.ts'
import type { LandingSubject } from './dependencies.ts'
import { gitFailed } from './failures.ts'
import type { PathChange } from './tree-entries.ts'

/** Hooks that git runs at a commit. */
const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit', 'reference-transaction']

/**
 * What a landing does not do that `git commit` would do here, and whose commit it is where that is in doubt: a sentence
 * each. A landing runs nothing that a repository names, and it signs nothing: the program that signs may ask for a
 * passphrase where nobody sees it. And which commits of submodules it names that the checkout's copy of them has not.
 */
export async function landingNotices(
  git: Git,
  subject: LandingSubject,
  changes: readonly PathChange[],
): Promise<Result<readonly string[], LandingFailure>> {
  const listed = await subject.config.of(subject.repositoryPath)
  if (!listed.ok) return gitFailed(listed.error)
  const config = effectiveConfig(listed.value)
  const notices: string[] = []
  const { known, since } = subject.person
  if (since)
    notices.push(
      `Since agents worked in this repository, git's configuration names ${named(since.author)} as the author, before it named ${named(known.author)}. An agent may have written that, so it is not used unless you say so.`,
    )
  if (isTrue(config.get('commit.gpgsign')))
    notices.push(
      'The commit is not signed, although commit.gpgSign is set: a landing starts no program that signs. To sign it, run “git commit --amend --no-edit -S” on the branch; then the landing can no longer be undone here.',
    )
  const hooks = await hooksOf(subject, config)
  if (hooks.length > 0)
    notices.push(
      `Hooks do not run at a landing. This repository has ${hooks.join(', ')}: run what they check yourself.`,
    )
  notices.push(...(await submoduleNotices(git, subject, changes)))
  return ok(notices)
}

function named(identity: Identity | null): string {
  return identity === null ? 'nobody' : `${identity.name} <${identity.email}>`
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(true|yes|on|[1-9]\d*)$/i.test(value)
}

/** The hooks that git would run at a commit here: files that can be run, and those that the configuration defines. */
async function hooksOf(
  { repositoryPath, commonDir }: LandingSubject,
  config: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const configured = config.get('core.hookspath')
  const folder =
    configured === undefined
      ? path.join(commonDir, 'hooks')
      : path.resolve(
          repositoryPath,
          configured.replace(/^~(?=\/|$)/, () => homedir()),
        )
  const files = await Promise.all(commitHooks.map((name) => canBeRun(path.join(folder, name))))
  const found = new Set(commitHooks.filter((_, at) => files[at]))
  for (const [key, value] of config)
    if (/^hook\..*\.event$/s.test(key) && commitHooks.includes(value)) found.add(value)
  return commitHooks.filter((name) => found.has(name))
}

async function canBeRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/** A commit that an agent made in a submodule is in its worktree's copy of that, and nowhere else until it is pushed. */
async function submoduleNotices(
  git: Git,
  { repositoryPath }: LandingSubject,
  changes: readonly PathChange[],
): Promise<readonly string[]> {
  const notices: string[] = []
  for (const change of changes) {
    if (change.new?.mode !== '160000') continue
    const { oid } = change.new
    if (await hasCommit(git, path.join(repositoryPath, change.path), oid)) continue
    notices.push(
      `The submodule ${pathForDisplay(change.path)} is set to ${oid.slice(0, 12)}, which the checkout's copy of it does not have. If the agent made that commit, it is in the session's worktree only: push it from there before the session is discarded.`,
    )
  }
  return notices
}

async function hasCommit(git: Git, folder: string, oid: string): Promise<boolean> {
  const own = path.join(folder, '.git')
  const isFolder = (await lstat(own).catch(() => null))?.isDirectory() ?? false
  const gitDir = isFolder ? own : await readGitFile(own)
  if (gitDir === null) return false
  const found = await git.run({
    purpose: 'look for a commit of a submodule',
    folder,
    args: ['cat-file', '-e', `${oid}^{commit}`],
    env: { GIT_DIR: gitDir },
  })
  return found.ok
}
