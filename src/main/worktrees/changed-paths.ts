import { accessSync, constants, lstatSync, type Stats } from 'node:fs'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitCall, GitFailure } from '#main/git/run.ts'
import { onDisk, zeroSeparated } from '#main/git/paths.ts'

export interface LeftOut {
  readonly path: string
  readonly reason: string
}

/** What differs between a worktree and an index, sorted by what is to be done about it. */
export interface ChangedPaths {
  /** Files, symbolic links and submodules to add, and files that are gone. */
  readonly update: readonly string[]
  /**
   * Tracked paths that are gone although the file system finds something there: what lies beyond a symbolic link, and
   * files in whose place there is a folder.
   */
  readonly gone: readonly string[]
  /** Untracked folders that are repositories of their own, without the slash at the end. */
  readonly embedded: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

export type WorktreeRun = (call: Omit<GitCall, 'folder'>) => ReturnType<Git['run']>

/**
 * Lists what `git add -A` would add, without reading a file's content, so that what is too large or unreadable is
 * known before git opens it.
 */
export async function listChangedPaths(
  run: WorktreeRun,
  options: {
    readonly worktree: string
    readonly sizeLimit: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<Result<ChangedPaths, GitFailure>> {
  const listed = await run({
    purpose: 'list changed files',
    args: ['ls-files', '-t', '--others', '--modified', '--exclude-standard', '-z'],
    wordsKept: mostWords,
    signal: options.signal,
  })
  if (!listed.ok) return listed
  const leftOut: LeftOut[] = unreadableFolders(listed.value.stderr)
  const classify = new Classifier(options.worktree, options.sizeLimit, leftOut)
  let since = 0
  for (const field of zeroSeparated(listed.value.stdout)) {
    const name = pathToText(field.subarray(2))
    if (field[0] === untrackedTag) classify.untracked(name)
    else classify.tracked(name)
    since += 1
    if (since % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const { update, gone, embedded, folders } = classify
  // Where a tracked path is a folder now it is a submodule that moved, or the folder took a file's place.
  const submodules = await submodulesAmong(run, folders)
  if (!submodules.ok) return submodules
  for (const name of folders) (submodules.value.has(name) ? update : gone).push(name)
  for (const pipe of listed.value.pipes) {
    const path = pipe.startsWith(`${options.worktree}/`) ? pipe.slice(options.worktree.length + 1) : null
    // One in the place of a tracked file is named already.
    if (path !== null && !leftOut.some((left) => left.path === path))
      leftOut.push({ path, reason: 'it is a pipe, which was taken for an empty file' })
  }
  return ok({ update, gone, embedded, leftOut })
}

async function submodulesAmong(
  run: WorktreeRun,
  paths: readonly string[],
): Promise<Result<ReadonlySet<string>, GitFailure>> {
  if (paths.length === 0) return ok(new Set())
  const listed = await recordedCommits(run, paths)
  return listed.ok ? ok(new Set(listed.value)) : listed
}

const mostArguments = 500

/** Those of the index's entries at or below these paths that are commit ids: submodules. */
export async function recordedCommits(
  run: WorktreeRun,
  paths: readonly string[],
): Promise<Result<readonly string[], GitFailure>> {
  const listed = await run({
    purpose: 'look for submodules',
    // More paths than a command line holds: all entries are listed. Others than those asked for do no harm.
    args: ['ls-files', '--stage', '-z', '--', ...(paths.length > mostArguments ? [] : paths)],
  })
  if (!listed.ok) return listed
  return ok(
    zeroSeparated(listed.value.stdout)
      .filter((field) => field.toString('latin1', 0, 7) === '160000 ')
      .map((field) => pathToText(field.subarray(field.indexOf(9) + 1))),
  )
}

/** The tag of -t. */
const untrackedTag = '?'.charCodeAt(0)

class Classifier {
  readonly update: string[] = []
  readonly gone: string[] = []
  readonly embedded: string[] = []
  /** Tracked paths that are folders now. */
  readonly folders: string[] = []
  readonly #worktree: string
  readonly #sizeLimit: number
  readonly #leftOut: LeftOut[]
  readonly #links = new Map<string, boolean>()
  #previous = ''

  constructor(worktree: string, sizeLimit: number, leftOut: LeftOut[]) {
    this.#worktree = worktree
    this.#sizeLimit = sizeLimit
    this.#leftOut = leftOut
  }

  untracked(name: string): void {
    if (name.endsWith('/')) this.embedded.push(name.slice(0, -1))
    else this.#take(name, false)
  }

  /** A tracked path that is changed or gone; one that is unmerged may come once for each stage. */
  tracked(name: string): void {
    if (name === this.#previous) return
    this.#previous = name
    if (this.#beyondLink(name)) this.gone.push(name)
    else this.#take(name, true)
  }

  #take(name: string, tracked: boolean): void {
    const file = onDisk(this.#worktree, name)
    let reason: string | null = null
    try {
      const stats = lstatSync(file, { throwIfNoEntry: false })
      if (tracked && stats?.isDirectory()) {
        this.folders.push(name)
        return
      }
      // Of what is gone since, git finds that it is.
      if (stats && !stats.isDirectory() && !stats.isSymbolicLink())
        reason = refusalOf(file, stats, this.#sizeLimit)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'ENOENT' && code !== 'ENOTDIR') reason = 'it cannot be read'
    }
    if (reason === null) this.update.push(name)
    else this.#leftOut.push({ path: name, reason })
  }

  #beyondLink(name: string): boolean {
    const end = name.lastIndexOf('/')
    if (end < 0) return false
    const folder = name.slice(0, end)
    const known = this.#links.get(folder)
    if (known !== undefined) return known
    let link = this.#beyondLink(folder)
    if (!link) {
      try {
        const stats = lstatSync(onDisk(this.#worktree, folder), { throwIfNoEntry: false })
        link = stats?.isSymbolicLink() ?? false
      } catch {
        link = false
      }
    }
    this.#links.set(folder, link)
    return link
  }
}

/** Why a file is not taken, or null. */
export function refusalOf(file: Buffer, stats: Stats, sizeLimit: number): string | null {
  if (!stats.isFile()) return 'it is neither a file nor a symbolic link'
  if (stats.size > sizeLimit) return `it is larger than ${megabytes(sizeLimit)}`
  try {
    accessSync(file, constants.R_OK)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'it cannot be read'
  }
}

function megabytes(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.floor(bytes / 1_000_000)} MB` : `${bytes} bytes`
}

/** In characters: git names in words what it goes past, and all of it is to be told. */
export const mostWords = 4_000_000

/**
 * Git goes past folders that it cannot open, with a warning. It cuts one off that is longer than 4,095 bytes (`vreportf` of
 * its usage.c): then the path is longer than the system's calls take.
 */
function unreadableFolders(stderr: string): LeftOut[] {
  const found = new Map<string, LeftOut>()
  for (const [line, folder = ''] of stderr.matchAll(
    /^warning: could not open directory '(.+?)(?:\/?': .*)?$/gm,
  )) {
    const whole = /': [^']*$/.test(line) && !line.endsWith(': File name too long')
    const path = whole ? folder : folder.slice(0, Math.max(folder.lastIndexOf('/'), 1))
    const reason = whole ? 'the folder cannot be read' : 'the paths in it are too long to be read'
    found.set(path, { path, reason })
  }
  return [...found.values()]
}
