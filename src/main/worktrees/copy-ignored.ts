import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from '#main/git/run.ts'
import type { LeftOut } from './changed-paths.ts'
import { onDisk, zeroSeparated } from '#main/git/paths.ts'

export interface CopiedFiles {
  readonly copied: number
  readonly notCopied: readonly LeftOut[]
}

const parallel = 16

/**
 * Copies ignored files of a checkout (`.env`, a cache of packages) into a worktree of it, sharing their blocks where
 * the file system can. A pattern is a path from the top, or a glob in which `*` stops at a slash and `**` does not; a
 * folder means all in it. Nothing that is there is overwritten, and no symbolic link is followed on either side: one
 * that stays inside the checkout is copied as a link, others are told, and so is a pattern that matches nothing.
 */
export async function copyIgnored(
  git: Git,
  options: {
    readonly from: string
    readonly to: string
    readonly patterns: readonly string[]
    readonly signal?: AbortSignal | undefined
  },
): Promise<Result<CopiedFiles, GitFailure>> {
  const notCopied: LeftOut[] = []
  const patterns: string[] = []
  for (const pattern of options.patterns) {
    const trimmed = pattern.trim().replace(/^\.\//, '')
    if (trimmed === '') continue
    if (path.isAbsolute(trimmed) || trimmed.split('/').includes('..'))
      notCopied.push({ path: pattern, reason: 'it is not a path inside the repository' })
    else patterns.push(trimmed)
  }
  if (patterns.length === 0) return ok({ copied: 0, notCopied })
  const listed = await ignoredBy(git, options, patterns)
  if (!listed.ok) return listed
  const names = listed.value
  for (const pattern of patterns) {
    const top = pattern.replace(/\/+$/, '')
    if (names.some((name) => name === top || name.startsWith(`${top}/`))) continue
    // A glob: only git knows what it stands for.
    const alone = names.length === 0 ? ok([]) : await ignoredBy(git, options, [pattern])
    if (!alone.ok) return alone
    if (alone.value.length === 0) notCopied.push({ path: pattern, reason: 'no ignored file matches it' })
  }
  let next = 0
  let copied = 0
  const work = async (): Promise<void> => {
    while (next < names.length && !options.signal?.aborted) {
      const name = names[next] ?? ''
      next += 1
      const reason = await copyOne(options.from, options.to, name)
      if (reason === null) copied += 1
      else notCopied.push({ path: name, reason })
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return ok({ copied, notCopied })
}

/** The ignored files of a checkout that any of the patterns matches. */
async function ignoredBy(
  git: Git,
  options: { readonly from: string; readonly signal?: AbortSignal | undefined },
  patterns: readonly string[],
): Promise<Result<readonly string[], GitFailure>> {
  const listed = await git.run({
    purpose: 'list ignored files to copy',
    folder: options.from,
    args: [
      'ls-files',
      '--others',
      '--ignored',
      '--exclude-standard',
      '-z',
      '--',
      ...patterns.map((pattern) => `:(top,glob)${pattern}`),
    ],
    env: { GIT_LITERAL_PATHSPECS: '0' },
    signal: options.signal,
  })
  return listed.ok ? ok(zeroSeparated(listed.value.stdout).map((field) => pathToText(field))) : listed
}

/** Copies one file or link; gives the reason why it did not. */
async function copyOne(from: string, to: string, name: string): Promise<string | null> {
  if (name.endsWith('/')) return 'it is a repository of its own'
  try {
    const source = onDisk(from, name)
    const stats = await lstat(source)
    if (!(await makeFolder(to, path.posix.dirname(name))))
      return 'a file or a link is in the place of its folder'
    const target = onDisk(to, name)
    if (stats.isSymbolicLink()) {
      const points = await readlink(source)
      if (!staysInside(name, points)) return 'it is a link that leads out of the repository'
      await symlink(points, target)
    } else if (stats.isFile())
      await copyFile(source, target, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    else return 'it is neither a file nor a symbolic link'
    return null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST') return 'the worktree has a file there'
    return `it could not be copied (${code ?? String(error)})`
  }
}

function staysInside(name: string, points: string): boolean {
  if (path.isAbsolute(points)) return false
  const lands = path.posix.normalize(path.posix.join(path.posix.dirname(name), points))
  return lands !== '..' && !lands.startsWith('../')
}

/** Makes the folders on the way, one by one, so that no link among them is followed. */
async function makeFolder(top: string, folder: string): Promise<boolean> {
  if (folder === '.') return true
  let at = ''
  for (const part of folder.split('/')) {
    at = at === '' ? part : `${at}/${part}`
    const place = onDisk(top, at)
    try {
      await mkdir(place)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (!(await lstat(place)).isDirectory()) return false
    }
  }
  return true
}
