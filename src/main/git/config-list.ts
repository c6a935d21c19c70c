import { ok, type Result } from '#shared/base/result.ts'
import type { Git, GitFailure } from './run.ts'

export const configPurpose = 'read the configuration'
export const configArgs = ['config', '--list', '--show-scope', '-z'] as const

/** One line of git's configuration, as bytes. */
export interface ConfigEntry {
  /** `system`, `global`, `local`, `worktree` or `command`; the last are our own. */
  readonly scope: string
  /** As git writes it: section and name in lower case. */
  readonly key: Buffer
  /** null for a key without one, which stands for true. */
  readonly value: Buffer | null
}

/** All that git's configuration files say in a folder, in the order in which git reads them: the last one holds. */
export async function listConfig(
  git: Git,
  folder: string,
  env?: Readonly<Record<string, string>>,
): Promise<Result<readonly ConfigEntry[], GitFailure>> {
  const listed = await git.run({ purpose: configPurpose, folder, env, args: configArgs })
  if (!listed.ok) return listed
  // Alternating fields: the scope, then the key and (after a line feed, if there is one) the value.
  const fields = listed.value.stdout.toString('latin1').split('\0')
  const entries: ConfigEntry[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const entry = Buffer.from(fields[at + 1] ?? '', 'latin1')
    const end = entry.indexOf(10)
    const [key, value] = end < 0 ? [entry, null] : [entry.subarray(0, end), entry.subarray(end + 1)]
    entries.push({ scope: fields[at] ?? '', key, value })
  }
  return ok(entries)
}

/** The configuration of folders, asked for once each: for one operation, which needs it for many reasons. */
export class KnownConfig {
  readonly #git: Git
  readonly #folders = new Map<string, ReturnType<typeof listConfig>>()

  constructor(git: Git) {
    this.#git = git
  }

  /** See `listConfig`. */
  of(folder: string): ReturnType<typeof listConfig> {
    const known = this.#folders.get(folder) ?? listConfig(this.#git, folder)
    this.#folders.set(folder, known)
    return known
  }
}
