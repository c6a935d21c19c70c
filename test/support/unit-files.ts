import type { FileDiff, Hunk } from '#shared/domain/changeset/file-diff.ts'
import type { UnitFile } from '#shared/domain/unit/unit-file.ts'

/** Lines that stay, then lines that others take the place of. */
export interface Segment {
  readonly kept: readonly string[]
  readonly old: readonly string[]
  readonly now: readonly string[]
}

/** A file whose hunks are those of its segments. */
export function fileOf(
  path: string,
  segments: readonly Segment[],
  more: Partial<Omit<UnitFile, 'diff'>> & { readonly change?: FileDiff['change'] } = {},
): UnitFile {
  const base: string[] = []
  const revision: string[] = []
  const hunks: Hunk[] = []
  for (const [at, { kept, old, now }] of segments.entries()) {
    base.push(...kept)
    revision.push(...kept)
    if (old.length + now.length > 0)
      hunks.push({
        id: `${path}#${at}`,
        kind: 'text',
        oldStart: old.length === 0 ? base.length : base.length + 1,
        oldLines: old.length,
        newStart: now.length === 0 ? revision.length : revision.length + 1,
        newLines: now.length,
      })
    base.push(...old)
    revision.push(...now)
  }
  const { change = 'modified', ...rest } = more
  const diff: FileDiff = {
    ...{ path, oldPath: null, change, oldMode: '100644', newMode: '100644', oldOid: 'a', newOid: 'b' },
    ...{ binary: false, hunks },
  }
  return { diff, base, revision, outline: null, generated: null, ...rest }
}
