import type { ChangesetFailure } from '#shared/contract/changeset.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { gitFailed } from './failures.ts'
import { hasLines } from './review-texts.ts'
import type { SessionReview } from './session-review.ts'

/** A file of the newest revision, as it is after the change. */
export interface AfterSide {
  readonly file: DecidedFile
  /** Null where it has no lines, or they were not asked for. */
  readonly bytes: Uint8Array | null
}

/** The files of the newest revision that have one of these paths, now or in the base, by that path. */
export async function afterSides(
  review: SessionReview,
  paths: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, AfterSide>, ChangesetFailure>> {
  const loaded = await review.read()
  if (!loaded.ok) return loaded
  const { view, subject } = loaded.value
  const found = new Map<string, AfterSide>()
  for (const file of view.shown) {
    const names = [file.path, file.oldPath].filter((name) => name !== null && paths.has(name)) as string[]
    if (names.length === 0) continue
    let bytes: Uint8Array | null = null
    if (hasLines(file) && file.newOid !== null) {
      const read = await subject.objects.blob(file.newOid)
      if (!read.ok) return gitFailed(read.error)
      bytes = read.value
    }
    for (const name of names) if (name === file.path || !found.has(name)) found.set(name, { file, bytes })
  }
  return ok(found)
}
