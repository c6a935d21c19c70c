import { chmodSync, statSync } from 'node:fs'
import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from './run.ts'

/**
 * Who else may write what is made in a repository, as `core.sharedRepository` says: `add` are permissions beside those
 * that the process gives anyway, `exact` are all there are. `setting` is the text that git understands.
 */
export interface SharedPermissions {
  readonly kind: 'add' | 'exact'
  readonly bits: number
  readonly setting: string
}

/** What git takes for each word; see `git_config_perm` of its setup.c. Null: nothing is shared. */
export function sharedPermissions(setting: string): SharedPermissions | null {
  const word = setting.trim().toLowerCase()
  if (['group', 'true', '1', 'yes', 'on'].includes(word))
    return { kind: 'add', bits: 0o660, setting: 'group' }
  if (['all', 'world', 'everybody', '2'].includes(word)) return { kind: 'add', bits: 0o664, setting: 'all' }
  if (!/^0?[0-7]{3,4}$/.test(word)) return null
  const bits = parseInt(word, 8)
  // git refuses to work where the owner could not read and write.
  return (bits & 0o600) === 0o600 ? { kind: 'exact', bits: bits & 0o666, setting: word } : null
}

/** Reads it of a repository, from wherever its configuration has it. */
export async function readSharedPermissions(
  git: Git,
  commonDir: string,
): Promise<Result<SharedPermissions | null, GitFailure>> {
  const value = await git.text({
    purpose: 'read who shares the repository',
    folder: commonDir,
    args: ['config', '--get', 'core.sharedRepository'],
    env: { GIT_DIR: commonDir },
    accept: [0, 1],
  })
  return value.ok ? ok(sharedPermissions(value.value)) : value
}

/** The permissions of a file or folder that had `mode`; see `calc_shared_perm` and `adjust_shared_perm` of git's path.c. */
export function sharedMode(shared: SharedPermissions, mode: number, isFolder: boolean): number {
  let bits = shared.bits
  if ((mode & 0o200) === 0) bits &= ~0o222
  if ((mode & 0o100) !== 0) bits |= (bits & 0o444) >> 2
  const given = shared.kind === 'exact' ? (mode & ~0o777) | bits : mode | bits
  if (!isFolder) return given
  // What is made in a folder belongs to the folder's group, where that may do anything with it.
  return given | ((given & 0o444) >> 2) | ((given & 0o060) === 0 ? 0 : 0o2000)
}

/** Gives what was just made the permissions of a shared repository. */
export function share(file: string, shared: SharedPermissions | null): void {
  if (shared === null) return
  const about = statSync(file)
  const mode = about.mode & 0o7777
  const wanted = sharedMode(shared, mode, about.isDirectory())
  if (wanted !== mode) chmodSync(file, wanted)
}
