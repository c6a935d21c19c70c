import { err, ok, type Result } from '#shared/base/result.ts'
import type { FileDifference, LandingFailure } from '#shared/contract/landing.ts'
import {
  readOneSide,
  readUnifiedDiff,
  readWholeTexts,
  type DiffRows,
  type SideEncodings,
} from '#shared/domain/landing/unified-diff.ts'
import { toWholeText } from '#shared/diff/display-text.ts'
import { readSidesFrom, type EncodingSource } from '#shared/diff/read-as.ts'
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
  const source = dependencies.sessions.encodingOf?.(input.session, input.path) ?? null
  const rows = await rowsOf(objects, old, now, input.limit, source)
  if (!rows.ok) return rows
  const content =
    rows.value === null ? ({ kind: 'binary' } as const) : { kind: 'rows' as const, ...rows.value }
  return ok({ ...shown, content })
}

/** The rows as lines, or where git says that it is no text as a whole; null where it is none. */
async function rowsOf(
  objects: Objects,
  old: Entry | null,
  now: Entry | null,
  limit: number,
  source: EncodingSource | null,
): Promise<Result<DiffRows | null, LandingFailure>> {
  const before = await contentOf(objects, old)
  if (!before.ok) return before
  const after = await contentOf(objects, now)
  if (!after.ok) return after
  const sides = [before.value, after.value] as const
  const [oldAs, newAs] = await readSidesFrom(sides, source)
  const encodings = { old: oldAs?.encoding ?? null, new: newAs?.encoding ?? null }
  const rows = await linedRows(objects, { old, now, sides, limit, encodings })
  if (!rows.ok || rows.value !== null) return rows
  const texts = sides.map((side) => (side === null ? null : toWholeText(side, source?.chosen ?? null)))
  const isNone = texts.some((text, at) => text === null && sides[at] !== null)
  if (isNone) return ok(null)
  const [oldText = null, newText = null] = texts
  return ok(readWholeTexts(oldText?.text ?? null, newText?.text ?? null, limit))
}

interface Sides {
  readonly old: Entry | null
  readonly now: Entry | null
  readonly sides: readonly [Uint8Array | null, Uint8Array | null]
  readonly limit: number
  readonly encodings: SideEncodings
}

async function linedRows(
  objects: Objects,
  { old, now, sides: [before, after], limit, encodings }: Sides,
): Promise<Result<DiffRows | null, LandingFailure>> {
  const isLink = (entry: Entry | null): boolean => entry?.mode === submoduleMode
  if (old !== null && now !== null && !isLink(old) && !isLink(now)) {
    const patch = await objects.run({
      purpose: 'show how a file changes',
      args: ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--histogram', '-U3', old.oid, now.oid],
    })
    return patch.ok ? ok(readUnifiedDiff(patch.value.stdout, limit, encodings)) : gitFailed(patch.error)
  }
  const none: DiffRows = { rows: [], more: 0 }
  const gone = before === null ? none : readOneSide(before, 'deleted', limit, encodings.old)
  const made = after === null ? none : readOneSide(after, 'added', limit, encodings.new)
  if (gone === null || made === null) return ok(null)
  return ok({ rows: [...gone.rows, ...made.rows], more: gone.more + made.more })
}

/** As git shows it: what a submodule's entry names is a commit of another repository. */
async function contentOf(
  objects: Objects,
  entry: Entry | null,
): Promise<Result<Uint8Array | null, LandingFailure>> {
  if (entry === null) return ok(null)
  if (entry.mode === submoduleMode) return ok(Buffer.from(`Subproject commit ${entry.oid}\n`))
  const bytes = await objects.blob(entry.oid)
  return bytes.ok ? bytes : gitFailed(bytes.error)
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
