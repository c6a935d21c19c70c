import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { toLines, type Lines } from '#shared/diff/lines.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { Objects } from '../git/objects.ts'
import type { GitFailure } from '../git/run.ts'

/** Both sides of a file as lines; a side that is absent is empty. */
export interface FileLines {
  readonly base: Lines
  readonly revision: Lines
}

/** Whether a file is made of text hunks on both sides it has, so that its lines can be edited and compared. */
export function hasLines(file: FileDiff): boolean {
  const regular = (mode: string): boolean => mode.startsWith('100') || mode === '000000'
  const text = file.change === 'added' || file.change === 'modified' || file.change === 'renamed'
  return text && !file.binary && regular(file.oldMode) && regular(file.newMode)
}

export async function readLines(objects: Objects, file: FileDiff): Promise<Result<FileLines, GitFailure>> {
  const [base, revision] = await Promise.all([read(objects, file.oldOid), read(objects, file.newOid)])
  if (!base.ok) return base
  if (!revision.ok) return revision
  return ok({ base: toLines(base.value), revision: toLines(revision.value) })
}

async function read(objects: Objects, oid: string | null): Promise<Result<Uint8Array, GitFailure>> {
  return oid === null ? ok(new Uint8Array(0)) : objects.blob(oid)
}
