import type { ConfigEntry } from './config-list.ts'

/**
 * The configuration that git would work with in a folder if the person called it there: what all files say, without what
 * is pinned for our own commands. By key as git writes it, section and name in lower case: the last value, which is the one
 * that holds; "true" for a key without one.
 */
export function effectiveConfig(entries: readonly ConfigEntry[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { scope, key, value } of entries)
    if (scope !== 'command') values.set(key.toString('utf8'), value?.toString('utf8') ?? 'true')
  return values
}
