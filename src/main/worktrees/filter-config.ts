import { createHash } from 'node:crypto'
import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from '#main/git/run.ts'

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
 */
export async function readFilterConfig(
  git: Git,
  options: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Result<FilterConfig, GitFailure>> {
  const listed = await git.run({
    purpose: 'read the configuration of filters',
    folder: options.folder,
    env: options.env,
    args: ['config', '--list', '--show-scope', '-z'],
  })
  if (!listed.ok) return listed
  // Alternating fields: the scope, then the key and (after a line feed, if there is one) the value.
  const fields = listed.value.stdout.toString('utf8').split('\0')
  const persons = new Map<string, string>()
  const own: [string, string][] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry] = [fields[at], fields[at + 1] ?? '']
    const end = entry.indexOf('\n')
    const key = end < 0 ? entry : entry.slice(0, end)
    if (!filterKey.test(key)) continue
    const value = end < 0 ? 'true' : entry.slice(end + 1)
    if (scope === 'system' || scope === 'global') persons.set(key, value)
    else if (scope !== 'command') own.push([key, value])
  }
  const keys = [...new Set(own.map(([key]) => key))].sort()
  const definitions = own.map(([key, value]) => `${key} = ${value}`)
  return ok({
    overrides: keys.map((key) => [key, persons.get(key) ?? (key.endsWith('.required') ? 'false' : '')]),
    names: [...new Set(keys.map((key) => filterKey.exec(key)?.[1] ?? ''))],
    definitions,
    hash: own.length === 0 ? '' : createHash('sha256').update(JSON.stringify(own)).digest('hex'),
  })
}

/** What to add to a git command that may run filters: nothing if the person trusted exactly these definitions. */
export function filterOverrides(filters: FilterConfig, trusted: string): FilterConfig['overrides'] {
  return filters.hash !== '' && filters.hash === trusted ? [] : filters.overrides
}
