import path from 'node:path'
import { onDisk } from '../git/paths.ts'
import { readGitFile } from '../git/gitfile.ts'
import { isFolder } from '../git/path-exists.ts'
import type { Git } from '../git/run.ts'
import type { MergeSubject } from './dependencies.ts'

/** The git folder of a submodule: that of its checkout, or where the repository keeps it. Null if neither is there. */
export async function submoduleGitDir(subject: MergeSubject, at: string): Promise<string | null> {
  const own = path.join(onDisk(subject.repositoryPath, at).toString(), '.git')
  if (await isFolder(own)) return own
  const named = await readGitFile(own).catch(() => null)
  const kept = path.join(subject.commonDir, 'modules', at)
  for (const gitDir of [named, kept]) if (gitDir !== null && (await isFolder(gitDir))) return gitDir
  return null
}

/**
 * Whether one commit is in the history of another, as the repository with this git folder knows it; false where it does
 * not have them. Nothing is fetched.
 */
export async function isAncestorIn(
  git: Git,
  folder: string,
  gitDir: string,
  one: string,
  other: string,
): Promise<boolean> {
  const asked = await git.run({
    purpose: 'ask which commit of a submodule is the later one',
    folder,
    args: ['merge-base', '--is-ancestor', one, other],
    env: { GIT_DIR: gitDir },
    // A file with what the commits' parents are, beside the commits themselves.
    config: [['core.commitGraph', 'false']],
    accept: [0, 1, 128],
  })
  return asked.ok && asked.value.exitCode === 0
}
