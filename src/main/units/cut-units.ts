import { composeUnits } from '#shared/domain/unit/compose.ts'
import { scopesDecide } from '#shared/domain/unit/blocks.ts'
import { linesOf, type UnitFile } from '#shared/domain/unit/unit-file.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import { outlineOf } from './outline.ts'
import type { UnitInput } from './unit-job.ts'

/** In a change of so many files scopes are looked for only where they decide something, and not for their names alone. */
const manyFiles = 200

/** Cuts changed files into units: the same for the same files, however long it takes. */
export async function cutUnits(files: readonly UnitInput[]): Promise<readonly UnitDraft[]> {
  const read: UnitFile[] = []
  for (const { diff, base, revision, generated } of files) {
    const text = diff.hunks.filter(({ kind }) => kind === 'text')
    // Where one hunk is all there is, nothing is joined.
    const joins = text.length > 1 && generated === null && (files.length < manyFiles || scopesDecide(text))
    const outline = joins && revision !== null ? await outlineOf(diff.path, utf8(revision)) : null
    read.push({ diff, base: lines(base), revision: lines(revision), outline, generated })
  }
  return composeUnits(read)
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
