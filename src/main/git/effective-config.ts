import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from './run.ts'

/**
 * The configuration that git would work with in a folder if the person called it there: what all files say, without what
 * is pinned for our own commands. By key as git writes it, section and name in lower case: the last value, which is the one
 * that holds; "true" for a key without one.
 */
export async function effectiveConfig(
  git: Git,
  folder: string,
): Promise<Result<ReadonlyMap<string, string>, GitFailure>> {
  const args = ['config', '--list', '--show-scope', '-z']
  const listed = await git.run({ purpose: 'read the configuration', folder, args })
  if (!listed.ok) return listed
  const values = new Map<string, string>()
  // Alternating fields: the scope, then the key and (after a line feed, if there is one) the value.
  const fields = listed.value.stdout.toString('utf8').split('\0')
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry = ''] = [fields[at], fields[at + 1]]
    const end = entry.indexOf('\n')
    if (scope === 'command') continue
    values.set(end < 0 ? entry : entry.slice(0, end), end < 0 ? 'true' : entry.slice(end + 1))
  }
  return ok(values)
}
