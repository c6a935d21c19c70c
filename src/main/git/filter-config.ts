import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { configArgs, configPurpose, listConfig, type ConfigEntry } from './config-list.ts'
import { withPlainFile } from './plain-file.ts'
import { readCommonDir } from './gitfile.ts'
import type { Git, GitFailure } from './run.ts'

export interface FilterConfig {
  /** Configuration that takes the repository's own filters out of effect; empty if there are none. */
  readonly overrides: readonly (readonly [string, string])[]
  /** Names of the filters that the repository's own configuration defines. */
  readonly names: readonly string[]
  /** What it defines, as lines "key = value", to be shown before trust is given. */
  readonly definitions: readonly string[]
  /** SHA-256 of the definitions; empty if there are none. Trust is bound to it. */
  readonly hash: string
}

const filterKey = /^filter\.(.*)\.(clean|smudge|process|required)$/s
/**
 * Finds filters that would run because of the repository's own configuration (local, worktree, or what these
 * include). Such a filter is a command that anyone who can write the repository chose, so it runs only if the person
 * trusted exactly this text. A key that the person's global or system configuration defines too gets that value back.
 *
 * What is included may depend on the checkout and its branch: `folder` is the checkout in which git will run, as it is
 * then. A filter whose name is not UTF-8 is a failure, since nothing that is passed to git could name it.
 */
export async function readFilterConfig(
  git: Git,
  options: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Result<FilterConfig, GitFailure>> {
  const listed = await listConfig(git, options.folder, options.env)
  return listed.ok ? filterConfig(listed.value) : listed
}

/** The same, of a configuration that was read. */
export function filterConfig(entries: readonly ConfigEntry[]): Result<FilterConfig, GitFailure> {
  const persons = new Map<string, string>()
  const own: [string, string][] = []
  for (const { scope, key, value: given } of entries) {
    if (!filterKey.test(key.toString('latin1'))) continue
    const value = given?.toString('utf8') ?? 'true'
    if (scope === 'system' || scope === 'global') persons.set(key.toString('utf8'), value)
    else if (scope !== 'command') {
      if (!isUtf8(key)) return err(unnameable)
      own.push([key.toString('utf8'), value])
    }
  }
  const keys = [...new Set(own.map(([key]) => key))].sort()
  const drivers = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf('.'))))]
  return ok({
    overrides: drivers.flatMap((driver) => overridesOf(driver, new Set(keys), persons)),
    names: drivers.map((driver) => driver.slice('filter.'.length)),
    definitions: own.map(([key, value]) => `${key} = ${value}`),
    hash: own.length === 0 ? '' : createHash('sha256').update(JSON.stringify(own)).digest('hex'),
  })
}

const mostBytes = 1_000_000

/** A repository's own configuration files, by what can be told without git. */
export interface OwnConfig {
  /** Where git finds what the worktrees share; to be given as GIT_COMMON_DIR, so that it is there that git looks. */
  readonly commonDir: string
  /** Changes whenever one of the files does. */
  readonly hash: string
}

/**
 * Reads a repository's own configuration files, if they neither define a filter nor include another file: then no
 * filter of the repository's own can run, which `readFilterConfig` would find too, by a process. Null if it takes that.
 *
 * Git's parser (`git_parse_source` of config.c) takes nothing between the bracket and the name of a section.
 *
 * @param gitDir the git folder of the worktree, or of the repository for its main checkout
 */
export async function readPlainConfig(gitDir: string): Promise<OwnConfig | null> {
  try {
    const commonDir = await readCommonDir(gitDir)
    if (commonDir === null) return null
    const texts = await Promise.all(
      [path.join(commonDir, 'config'), path.join(gitDir, 'config.worktree')].map(readShort),
    )
    if (texts.some((text) => text !== null && /\[(?:filter|include)/i.test(text))) return null
    return {
      commonDir,
      hash: createHash('sha256')
        .update(JSON.stringify([commonDir, ...texts]))
        .digest('hex'),
    }
  } catch {
    return null
  }
}

/** A file as Latin-1, or null if it is not there. Throws for what is no file, or large. */
async function readShort(file: string): Promise<string | null> {
  try {
    const text = await withPlainFile(file, async (handle, { size }) =>
      size > mostBytes ? null : handle.readFile('latin1'),
    )
    if (text === null) throw new Error(`${file} is not a short file`)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const unnameable: GitFailure = {
  kind: 'failed',
  purpose: configPurpose,
  args: configArgs,
  exitCode: null,
  stderr: 'the repository defines a filter whose name is not UTF-8, which cannot be kept from running',
}

function overridesOf(
  driver: string,
  own: ReadonlySet<string>,
  persons: ReadonlyMap<string, string>,
): FilterConfig['overrides'] {
  const overrides: (readonly [string, string])[] = []
  let emptied = false
  for (const name of ['clean', 'smudge', 'process']) {
    const key = `${driver}.${name}`
    if (!own.has(key)) continue
    const value = persons.get(key)
    emptied ||= value === undefined
    overrides.push([key, value ?? ''])
  }
  const required = `${driver}.required`
  // A required filter that is empty would make git refuse the file.
  if (emptied || own.has(required))
    overrides.push([required, emptied ? 'false' : (persons.get(required) ?? 'false')])
  return overrides
}

/** What to add to a git command that may run filters: nothing if the person trusted exactly these definitions. */
export function filterOverrides(filters: FilterConfig, trusted: string): FilterConfig['overrides'] {
  return filters.hash !== '' && filters.hash === trusted ? [] : filters.overrides
}
