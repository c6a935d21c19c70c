import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { pathList, zeroSeparated } from '../git/paths.ts'
import type { Git, GitFailure } from '../git/run.ts'
import type { MergeSubject } from './dependencies.ts'

/** Drivers that are git's own and merge by lines. */
const byLines = new Set(['set', 'text', 'union'])

/**
 * Which of these files git would not merge by lines, so that two contents of them conflict: with the attribute `-merge` or
 * `binary`, or a driver that is configured, which git would run and Winnow does not. As in a merge into the target, its
 * tree decides, with `info/attributes` and the person's own; what the accepted changes say of it does not.
 */
export async function wholePaths(
  git: Git,
  subject: MergeSubject,
  target: string,
  paths: readonly string[],
): Promise<Result<readonly string[], GitFailure>> {
  if (paths.length === 0) return ok([])
  const drivers = await configuredDrivers(git, subject)
  if (!drivers.ok) return drivers
  const folder = subject.objects.temporaryPath('attributes')
  await mkdir(folder, { mode: 0o700 })
  const env = { GIT_INDEX_FILE: path.join(folder, 'index') }
  try {
    const filled = await subject.objects.run({ purpose: 'read attributes', args: ['read-tree', target], env })
    if (!filled.ok) return filled
    const asked = await git.run({
      purpose: 'ask how files are merged',
      folder: subject.repositoryPath,
      args: ['check-attr', '--cached', '-z', '--stdin', 'merge'],
      input: pathList(paths),
      env,
    })
    if (!asked.ok) return asked
    // Through Latin-1, which keeps each byte apart. A path, the attribute's name, its value, which may be empty.
    const fields = asked.value.stdout.toString('latin1').split('\0')
    const whole: string[] = []
    for (let at = 0; at + 2 < fields.length; at += 3)
      if (isWhole(fields[at + 2] ?? '', drivers.value))
        whole.push(pathToText(Buffer.from(fields[at] ?? '', 'latin1')))
    return ok(whole)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the attribute `merge` means; see `find_ll_merge_driver` of git's ll-merge.c. */
function isWhole(value: string, drivers: Drivers): boolean {
  const name = value === 'unspecified' ? (drivers.usual ?? 'text') : value
  if (name === 'unset' || name === 'binary') return true
  return !byLines.has(name) && drivers.configured.has(name)
}

interface Drivers {
  readonly configured: ReadonlySet<string>
  /** The one for files of which nothing is said. */
  readonly usual: string | null
}

async function configuredDrivers(git: Git, subject: MergeSubject): Promise<Result<Drivers, GitFailure>> {
  const listed = await git.run({
    purpose: 'ask which merge drivers there are',
    folder: subject.repositoryPath,
    args: ['config', '-z', '--get-regexp', '^merge\\.(default|.*\\.driver)$'],
    accept: [0, 1],
  })
  if (!listed.ok) return listed
  const configured = new Set<string>()
  let usual: string | null = null
  for (const field of zeroSeparated(listed.value.stdout)) {
    const [key = '', value = ''] = field.toString('latin1').split('\n')
    if (key === 'merge.default') usual = value
    else configured.add(key.slice('merge.'.length, -'.driver'.length))
  }
  return ok({ configured, usual })
}
