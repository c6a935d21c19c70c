import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import { ok, type Result } from '#shared/base/result.ts'
import { firstLine, sliceLines } from '#shared/diff/lines.ts'
import { replacementOf } from '#shared/diff/splice.ts'
import type { HunkLines } from '#shared/domain/review/hunk-provenance.ts'
import type { ChangesetCache } from './changeset-cache.ts'
import { gitFailed, noFile } from './failures.ts'
import { hasLines, readLines } from './review-texts.ts'
import type { SessionReview } from './session-review.ts'

/** What of a hunk says where it is from. */
export interface LinesOfHunk extends HunkLines {
  /** Its file in the revision, and in the base. */
  readonly paths: readonly string[]
  /** The first of the newest revisions that all have the hunk as it is; null where that is too long ago to look. */
  readonly revision: number | null
  /** An own edit stands in its place. */
  readonly own: boolean
}

/** How many revisions are looked at; each is compared with the base. */
const mostRevisions = 30

/** The lines of a hunk of the newest revision, without their ends, and since when it is there. */
export async function linesOfHunk(
  review: SessionReview,
  cache: ChangesetCache,
  id: string,
): Promise<Result<LinesOfHunk, ChangesetFailure>> {
  const loaded = await review.read()
  if (!loaded.ok) return loaded
  const { view, subject } = loaded.value
  const at = view.indexes.get(id)
  const file = at && view.files[at.file]
  if (!at || !file)
    return noFile('The hunk is not in the newest revision, so nothing is known of where it is from.')
  const paths = [...new Set([file.path, file.oldPath ?? file.path])]
  const own = file.hunks.some((hunk) => hunk.id === id && hunk.editedBy !== null)
  let revision: number | null = view.number
  for (const older of subject.revisions.toReversed()) {
    if (older.number >= view.number) continue
    if (view.number - older.number > mostRevisions) {
      revision = null
      break
    }
    const computed = await cache.get(subject.objects, view.computed.base, older.tree)
    if (!computed.ok) return gitFailed(computed.error)
    if (!computed.value.files.some(({ hunks }) => hunks.some((hunk) => hunk.id === id))) break
    revision = older.number
  }
  if (at.hunk.kind !== 'text' || !hasLines(file)) return ok({ paths, revision, own, added: [], deleted: [] })
  const lines = await readLines(subject.objects, file)
  if (!lines.ok) return gitFailed(lines.error)
  const from = firstLine(at.hunk.oldStart, at.hunk.oldLines)
  return ok({
    paths,
    revision,
    own,
    added: textLines(replacementOf(lines.value.revision, at.hunk).bytes),
    deleted: textLines(sliceLines(lines.value.base, from, from + at.hunk.oldLines)),
  })
}

function textLines(bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0) return []
  return Buffer.from(bytes).toString('utf8').replace(/\n$/, '').split(/\r?\n/)
}
