import { lstat, readdir, readFile, readlink, rm } from 'node:fs/promises'
import path from 'node:path'
import { released } from '../git/lock-file.ts'
import type { LandingSubject } from './dependencies.ts'
import type { LandingIntent } from './events.ts'

/**
 * Waits for the locks of a landing that was cut off, and removes those that its killed git left: made since the landing
 * began, there for seconds, and no git at work in the repository. Where that can't be told (only Linux tells), or a lock
 * was there before, it stays, and the landing is unfinished.
 */
export async function releaseLocks(
  subject: LandingSubject,
  intent: Pick<LandingIntent, 'at' | 'ref' | 'staged' | 'checkouts'>,
): Promise<void> {
  const gitDirs = new Set([subject.gitDir, ...intent.checkouts.map((checkout) => checkout.gitDir)])
  const indexes = intent.checkouts.filter((checkout) => checkout.how !== 'uncommitted')
  const refs = [intent.ref, intent.staged?.ref].filter((ref) => ref !== null && ref !== undefined)
  const locks = [
    ...[...gitDirs].map((gitDir) => path.join(gitDir, 'HEAD.lock')),
    ...indexes.map(({ gitDir }) => path.join(gitDir, 'index.lock')),
    ...[...refs, 'packed-refs'].map((ref) => path.join(subject.commonDir, `${ref}.lock`)),
  ]
  for (const lock of await released(locks)) {
    const about = await lstat(lock).catch(() => null)
    if (about === null || about.mtimeMs < intent.at) continue
    const folders = [
      subject.repositoryPath,
      subject.commonDir,
      ...intent.checkouts.map(({ folder }) => folder),
    ]
    if (!(await gitAtWork(folders))) await rm(lock, { force: true })
  }
}

/** Whether a git process works in one of these folders or below; true where that can't be told. */
async function gitAtWork(folders: readonly string[]): Promise<boolean> {
  if (process.platform !== 'linux') return true
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const name = await readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '')
    if (!name.startsWith('git')) continue
    try {
      const folder = await readlink(`/proc/${entry}/cwd`)
      if (folders.some((one) => folder === one || folder.startsWith(one + path.sep))) return true
    } catch (error) {
      // Someone else's: it may be here. One that ended meanwhile is not.
      if ((error as NodeJS.ErrnoException).code === 'EACCES') return true
    }
  }
  return false
}
