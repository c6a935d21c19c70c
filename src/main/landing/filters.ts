import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from '../git/run.ts'

type Config = readonly (readonly [string, string])[]

/**
 * Configuration that keeps filters of the repository's own configuration from running: each such key becomes what
 * the person's global configuration says, or empty. Nothing is overridden when they are trusted.
 */
export async function filterGuard(
  git: Git,
  folder: string,
  trusted: boolean,
): Promise<Result<Config, GitFailure>> {
  if (trusted) return ok([])
  const listed = await git.run({
    purpose: 'list filters',
    folder,
    args: ['config', '-z', '--show-scope', '--get-regexp', '^filter\\.'],
    accept: [0, 1],
  })
  if (!listed.ok) return listed
  const fields = listed.value.stdout.toString('utf8').split('\0')
  const own = new Set<string>()
  const global = new Map<string, string>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const scope = fields[at] ?? ''
    const entry = fields[at + 1] ?? ''
    const end = entry.indexOf('\n')
    const key = end < 0 ? entry : entry.slice(0, end)
    if (scope === 'global' || scope === 'system') global.set(key, end < 0 ? 'true' : entry.slice(end + 1))
    else own.add(key)
  }
  const drivers = new Set([...own].map((key) => key.slice(0, key.lastIndexOf('.'))))
  return ok([...drivers].flatMap((driver) => override(driver, own, global)))
}

function override(driver: string, own: ReadonlySet<string>, global: ReadonlyMap<string, string>): Config {
  const set: (readonly [string, string])[] = []
  let emptied = false
  for (const name of ['clean', 'smudge', 'process']) {
    const key = `${driver}.${name}`
    if (!own.has(key)) continue
    const value = global.get(key)
    emptied ||= value === undefined
    set.push([key, value ?? ''])
  }
  const required = `${driver}.required`
  // A required filter that is empty would make git refuse the file.
  if (emptied || own.has(required))
    set.push([required, emptied ? 'false' : (global.get(required) ?? 'false')])
  return set
}
