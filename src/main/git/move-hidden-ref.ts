import { ok, type Result } from '#shared/base/result.ts'
import { setHiddenRef } from './hidden-ref.ts'
import type { Git, GitCall, GitFailure } from './run.ts'

/** What runs git in a repository. */
type RunThere = (call: Omit<GitCall, 'folder'>) => ReturnType<Git['run']>

/**
 * Sets a hidden reference by compare-and-swap, without a process where that is possible. What it was is not known to be of
 * no use: a kill may have come before it was noted, or another workbench, over a copy of the data folder, made it. So a
 * commit of `keeps` stays reachable, under a name with its first digits.
 */
export async function moveHiddenRef(
  run: RunThere,
  options: {
    /** The repository's git folder; null where git is to do it. */
    readonly commonDir: string | null
    readonly ref: string
    readonly oid: string
    readonly purpose: string
    /** What it is, as far as that is known; it need not be so. */
    readonly from?: string | null
    /** Whether what the reference was is kept under another name. */
    readonly keeps: boolean
  },
): Promise<Result<null, GitFailure>> {
  const { commonDir, ref, oid, purpose } = options
  // Most references are new.
  const from = options.from ?? null
  if (commonDir !== null && (await setHiddenRef(commonDir, ref, oid, from))) return ok(null)
  const read = await run({ purpose, args: ['rev-parse', '--verify', '--quiet', ref], accept: [0, 1] })
  if (!read.ok) return read
  const before = read.value.stdout.toString('latin1').trim()
  if (before === oid) return ok(null)
  const none = '0'.repeat(oid.length)
  const lines = [`update ${ref} ${oid} ${before === '' ? none : before}`]
  if (before !== '' && options.keeps) lines.unshift(`update ${ref}-${before.slice(0, 12)} ${before}`)
  const moved = await run({
    purpose,
    args: ['update-ref', '--no-deref', '--stdin'],
    input: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  })
  return moved.ok ? ok(null) : moved
}
