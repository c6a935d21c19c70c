import type { Hunk } from '#shared/domain/changeset/file-diff.ts'
import { composeUnits } from '#shared/domain/unit/compose.ts'
import { mayShareScope, scopesDecide } from '#shared/domain/unit/blocks.ts'
import { linesOf, type UnitFile } from '#shared/domain/unit/unit-file.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import { nestedFormatOf } from './nested-formats.ts'
import { outlineOf } from './outline.ts'
import type { UnitInput } from './unit-job.ts'

/**
 * In a change of so many files scopes are looked for only where they decide something, and not for their names alone, and
 * only where two changes can be of one: to parse all of them takes seconds.
 */
const manyFiles = 200

/** Cuts changed files into units: the same for the same files, however long it takes. */
export async function cutUnits(files: readonly UnitInput[]): Promise<readonly UnitDraft[]> {
  const read: UnitFile[] = []
  for (const { diff, base, revision, generated, conflict } of files) {
    const text = diff.hunks.filter(({ kind }) => kind === 'text')
    const now = lines(revision)
    // Where one hunk is all there is, nothing is joined.
    const joins =
      text.length > 1 && generated === null && (files.length < manyFiles || mayJoin(diff.path, text, now))
    const outline =
      joins && revision !== null
        ? await outlineOf(
            diff.path,
            utf8(revision),
            text.map(({ newStart }) => newStart),
          )
        : null
    read.push({ diff, base: lines(base), revision: now, outline, generated, conflict })
  }
  return composeUnits(read)
}

function mayJoin(path: string, hunks: readonly Hunk[], revision: readonly string[] | null): boolean {
  if (!scopesDecide(hunks) || revision === null) return false
  // What is in a table or a document stands at the left edge, too.
  return nestedFormatOf(path) !== null || mayShareScope(hunks, revision)
}

function lines(bytes: Uint8Array | null): readonly string[] | null {
  return bytes === null ? null : linesOf(view(bytes).toString('latin1'))
}

function utf8(bytes: Uint8Array): string {
  return view(bytes).toString('utf8')
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
