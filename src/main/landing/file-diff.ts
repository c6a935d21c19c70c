import { err, ok, type Result } from '#shared/base/result.ts'
import type { FileDifference, LandingFailure } from '#shared/contract/landing.ts'
import { readOneSide, readUnifiedDiff, type DiffRows } from '#shared/domain/landing/unified-diff.ts'
import type { Objects } from '../git/objects.ts'
import type { LandingContext } from './context.ts'
import { gitFailed } from './failures.ts'
import { diffTrees, submoduleMode, type Entry } from './tree-entries.ts'

/** Bytes of a file's content beyond which its difference is not made into rows. */
const largest = 20_000_000

/** Which file, between which trees. `oldPath`: where it was before a rename. */
export interface FileDiffInput {
  readonly session: string
  readonly from: string
  readonly to: string
  readonly path: string
  readonly oldPath?: string | null | undefined
  /** Rows at most. */
  readonly limit: number
}

/** How one file differs between two trees, in rows. Touches nothing. */
export async function fileDifference(
  { dependencies }: LandingContext,
  input: FileDiffInput,
): Promise<Result<FileDifference, LandingFailure>> {
  const subject = await dependencies.sessions.subject(input.session)
  if (!subject.ok) return subject
  const { objects } = subject.value
  const changes = await diffTrees(objects, input.from, input.to)
  if (!changes.ok) return gitFailed(changes.error)
  const changed = (path: string) => changes.value.find((change) => change.path === path)
  const old = changed(input.oldPath ?? input.path)?.old ?? null
  const now = changed(input.path)?.new ?? null
  const shown = { oldMode: old?.mode ?? null, newMode: now?.mode ?? null }
  if (old?.oid === now?.oid) return ok({ ...shown, content: { kind: 'rows', rows: [], more: 0 } })
  const sizes = await sizesOf(objects, [old, now])
  if (!sizes.ok) return sizes
  if (sizes.value.some((size) => size > largest)) return ok({ ...shown, content: { kind: 'tooLarge' } })
  const rows = await rowsOf(objects, old, now, input.limit)
  if (!rows.ok) return rows
  const content =
    rows.value === null ? ({ kind: 'binary' } as const) : { kind: 'rows' as const, ...rows.value }
  return ok({ ...shown, content })
}

async function rowsOf(
  objects: Objects,
  old: Entry | null,
  now: Entry | null,
  limit: number,
): Promise<Result<DiffRows | null, LandingFailure>> {
  const isLink = (entry: Entry | null): boolean => entry?.mode === submoduleMode
  if (old !== null && now !== null && !isLink(old) && !isLink(now)) {
    const patch = await objects.run({
      purpose: 'show how a file changes',
      args: ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--histogram', '-U3', old.oid, now.oid],
    })
    return patch.ok ? ok(readUnifiedDiff(patch.value.stdout, limit)) : gitFailed(patch.error)
  }
  const before = await oneSide(objects, old, 'deleted', limit)
  if (!before.ok || before.value === null) return before
  const after = await oneSide(objects, now, 'added', limit)
  if (!after.ok || after.value === null) return after
  return ok({
    rows: [...before.value.rows, ...after.value.rows],
    more: before.value.more + after.value.more,
  })
}

async function oneSide(
  objects: Objects,
  entry: Entry | null,
  side: 'added' | 'deleted',
  limit: number,
): Promise<Result<DiffRows | null, LandingFailure>> {
  if (entry === null) return ok({ rows: [], more: 0 })
  // As git shows it: what a submodule's entry names is a commit of another repository.
  if (entry.mode === submoduleMode)
    return ok(readOneSide(Buffer.from(`Subproject commit ${entry.oid}\n`), side, limit))
  const bytes = await objects.blob(entry.oid)
  return bytes.ok ? ok(readOneSide(bytes.value, side, limit)) : gitFailed(bytes.error)
}

async function sizesOf(
  objects: Objects,
  entries: readonly (Entry | null)[],
): Promise<Result<readonly number[], LandingFailure>> {
  const oids = entries.flatMap((entry) => (entry && entry.mode !== submoduleMode ? [entry.oid] : []))
  if (oids.length === 0) return ok([])
  const asked = await objects.run({
    purpose: 'look at the sizes of contents',
    args: ['cat-file', '--batch-check=%(objectsize)'],
    input: Buffer.from(oids.map((oid) => `${oid}\n`).join('')),
  })
  if (!asked.ok) return gitFailed(asked.error)
  const lines = asked.value.stdout.toString('latin1').trim().split('\n')
  const missing = lines.find((line) => line.endsWith(' missing'))
  return missing === undefined
    ? ok(lines.map(Number))
    : err({
        kind: 'gitFailed',
        message: `The content ${missing.split(' ')[0] ?? ''} is not in the repository. Nothing was changed. Fetch it, then look again.`,
      })
}
