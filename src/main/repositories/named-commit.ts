import type { Porcelain } from '../git/porcelain.ts'

/** A commit by the name that someone gave it. */
export interface NamedCommit {
  readonly commit: string
  /** The full name of the reference, without what follows it as in `main~1`; null for any other revision. */
  readonly ref: string | null
  /** The shortest name that means the same here: what was given, or that without `refs/heads/` and the like. */
  readonly name: string
  /** Whether the name is that of a branch, or of one of a remote. */
  readonly isBranch: boolean
}

/** Where a short name is looked for, in this order. git itself looks for tags first, so that a tag hides a branch. */
const places = ['refs/heads/', 'refs/remotes/', 'refs/tags/']

/** Names that mean one thing whatever references there are: those of git's own, and whole ids. */
const fixed = /^(@|[A-Z_]*HEAD|[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * The commit that a name means: a full name of a reference, a local branch, one of a remote, a tag, else any other revision
 * as git understands it. What may follow a name, as in `main~1` or `main@{1}`, follows the reference that was found. Null if
 * there is none.
 */
export async function namedCommit(
  porcelain: Porcelain,
  folder: string,
  name: string,
): Promise<NamedCommit | null> {
  const [, short = '', suffix = ''] = /^(.*?)((?:[~^]|@\{).*)?$/s.exec(name) ?? []
  const ref = await fullName(porcelain, folder, short)
  const commit = await porcelain.commit(folder, ref === null ? name : ref + suffix)
  if (commit === null) return null
  if (ref === null) return { commit, ref, name, isBranch: false }
  const shortest = await shortName(porcelain, folder, ref, short)
  const isBranch = suffix === '' && /^refs\/(heads|remotes)\//.test(ref)
  return { commit, ref, name: shortest + suffix, isBranch }
}

async function fullName(porcelain: Porcelain, folder: string, short: string): Promise<string | null> {
  // A colon is never in the name of a reference: `branch:path` and `:/text` are git's to read.
  if (short === '' || short.includes(':') || fixed.test(short)) return null
  const candidates = places.map((place) => place + short)
  if (short.startsWith('refs/')) candidates.unshift(short)
  const listed = await porcelain.listRefs({
    purpose: 'resolve a name',
    folder,
    below: candidates,
    fields: ['refname'],
    sort: 'refname',
    most: 1000,
  })
  const found = new Set(listed.ok ? listed.value.map(([ref]) => ref) : [])
  return candidates.find((candidate) => found.has(candidate)) ?? null
}

/** What of a full name is enough, as `main` for `refs/heads/main`; as it was given where it was short. */
async function shortName(porcelain: Porcelain, folder: string, ref: string, given: string): Promise<string> {
  if (given !== ref) return given
  const place = places.find((one) => ref.startsWith(one))
  if (place === undefined) return ref
  const short = ref.slice(place.length)
  return (await fullName(porcelain, folder, short)) === ref ? short : ref
}
