import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { readCommonDir, readGitFile } from '../git/gitfile.ts'
import { readPlainFile } from '../git/plain-file.ts'

/** What of a repository's own files is damaged, so that git opens nothing of it. */
export interface Damage {
  readonly file: string
  /** What happened, what was not touched, and what to do next. */
  readonly message: string
}

const untouched =
  'Nothing was changed, and what its sessions changed can still be reviewed; nothing lands until it is mended.'

/** Finds the damage that git's words are about in the repository that contains `folder`; null where it is something else. */
export async function damageOf(stderr: string, folder: string): Promise<Damage | null> {
  const [, packed, line = ''] =
    /(?:unexpected|unterminated) line in (.*packed-refs): ?(.*)/.exec(stderr) ?? []
  if (packed !== undefined) {
    const file = path.resolve(folder, packed)
    return {
      file,
      message: `git opens no branch of the repository at ${folder}, because a line of ${file} is damaged: “${pathForDisplay(line.slice(0, 80))}”. ${untouched} Take that line out of the file, or bring the file back from a copy, then try again; a branch that only that line named has to be made again from its commit.`,
    }
  }
  const [, number, config] = /bad config line (\d+) in file (.*)/.exec(stderr) ?? []
  if (config !== undefined) {
    const file = path.resolve(folder, config.trim())
    return {
      file,
      message: `git does not open the repository at ${folder}, because line ${number} of ${file} is damaged. ${untouched} Mend or remove that line, then try again.`,
    }
  }
  if (/No such ref: HEAD/.test(stderr)) return damagedBranch(folder)
  return /not a git repository/i.test(stderr) ? damagedHead(folder) : null
}

/** Git takes a folder whose HEAD says nothing for no repository at all. */
async function damagedHead(folder: string): Promise<Damage | null> {
  const gitDir = await gitDirAbove(folder)
  if (gitDir === null) return null
  const common = (await readCommonDir(gitDir)) ?? gitDir
  if ((await objectFormatOf(path.join(common, 'objects'))) === null) return null
  for (const file of new Set([path.join(gitDir, 'HEAD'), path.join(common, 'HEAD')])) {
    const text = await readPlainFile(file, 8192)
    if (text !== null && /^(?:ref: ?refs\/\S|[0-9a-f]{40})/.test(text)) continue
    const what = text === null ? 'is missing or can’t be read' : 'is damaged'
    return {
      file,
      message: `git does not open the repository at ${folder}, because ${file}, which says what is checked out, ${what}. ${untouched} Write into it the branch that was checked out, as in “ref: refs/heads/main”, then try again. Don't run git init, and check nothing out before.`,
    }
  }
  return null
}

/** The branch that is checked out has a file that names no commit. */
async function damagedBranch(folder: string): Promise<Damage | null> {
  const gitDir = await gitDirAbove(folder)
  const text = gitDir === null ? null : await readPlainFile(path.join(gitDir, 'HEAD'), 8192)
  const [, ref] = /^ref: ?(refs\/heads\/\S+)/.exec(text ?? '') ?? []
  if (gitDir === null || ref === undefined) return null
  const common = (await readCommonDir(gitDir)) ?? gitDir
  const file = path.join(common, ref)
  const named = await readPlainFile(file, 8192)
  if (named === null || /^(?:ref:|[0-9a-f]{40})/.test(named)) return null
  const log = path.join(common, 'logs', ref)
  return {
    file,
    message: `git does not open the repository at ${folder}, because ${file}, which says where the branch that is checked out is, is damaged. ${untouched} Write the id of its newest commit into it (the second one in the last line of ${log}), then try again. Don't commit there before.`,
  }
}

/** The git folder of the nearest folder above that has one. */
async function gitDirAbove(folder: string): Promise<string | null> {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, '.git')
    const found = await lstat(file).catch(() => null)
    if (found) return found.isDirectory() ? file : readGitFile(file)
    if (at === path.dirname(at)) return null
  }
}

/** The kind of ids that a folder of objects has, by the names of its files; null where it is none, or has no object. */
export async function objectFormatOf(objects: string): Promise<'sha1' | 'sha256' | null> {
  const names = await readdir(objects).catch(() => [])
  for (const name of names) {
    if (name !== 'pack' && !/^[0-9a-f]{2}$/.test(name)) continue
    for (const file of await readdir(path.join(objects, name)).catch(() => [])) {
      const [, hex = ''] = /^(?:pack-)?([0-9a-f]{38,64})(?:\.idx)?$/.exec(file) ?? []
      const length = hex.length + (name === 'pack' ? 0 : 2)
      if (length === 40) return 'sha1'
      if (length === 64) return 'sha256'
    }
  }
  return null
}
