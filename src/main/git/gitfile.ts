import path from 'node:path'
import { readPlainFile, withPlainFile } from './plain-file.ts'

/** In bytes; no path is longer. */
const longest = 8192

/**
 * The git folder that a checkout's `.git` file names, as git reads it (`read_gitfile_gently` of its setup.c); null if it
 * is no such file.
 */
export async function readGitFile(file: string): Promise<string | null> {
  const text = await readPlainFile(file, longest)
  const named = /^gitdir: ([^\0]*?)[\r\n]*$/.exec(text ?? '')?.[1]
  return named === undefined || named === '' ? null : path.resolve(path.dirname(file), named)
}

/**
 * The git folder that all worktrees of a repository share, by the file `commondir` of one's own: `gitDir` itself if there
 * is none, as git reads it (`get_common_dir_noenv` of its setup.c). Null if what is there can't be read.
 */
export async function readCommonDir(gitDir: string): Promise<string | null> {
  try {
    const text = await withPlainFile(path.join(gitDir, 'commondir'), async (handle, { size }) =>
      size > longest ? null : handle.readFile('utf8'),
    )
    return text === null ? null : path.resolve(gitDir, text.replace(/[\r\n]+$/, ''))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? gitDir : null
  }
}

/** The folder of the worktree that a linked worktree's git folder belongs to, by its file `gitdir`; null if it has none. */
export async function readWorktreeFolder(gitDir: string): Promise<string | null> {
  const text = await readPlainFile(path.join(gitDir, 'gitdir'), longest)
  return text === null ? null : path.dirname(path.resolve(gitDir, text.trimEnd()))
}
