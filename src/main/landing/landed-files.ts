import { pathToText } from '#shared/base/path-text.ts'
import { ok, type Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { FileChange } from '#shared/domain/changeset/file-diff.ts'
import type { Objects } from '../git/objects.ts'
import { zeroSeparated } from '../git/paths.ts'
import { gitFailed } from './failures.ts'

type LandingFile = LandingPreview['files'][number]

const kinds: Readonly<Record<string, FileChange>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'typeChanged',
}

/** The files that differ between two trees, with renames and the lines of text that are added and deleted in each. */
export async function filesBetween(
  objects: Objects,
  from: string,
  to: string,
): Promise<Result<readonly LandingFile[], LandingFailure>> {
  if (from === to) return ok([])
  const listed = await objects.run({
    purpose: 'list what a landing changes',
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--raw',
      '--numstat',
      '--find-renames',
      '--histogram',
      '--no-abbrev',
      from,
      to,
    ],
  })
  if (!listed.ok) return gitFailed(listed.error)
  const fields = zeroSeparated(listed.value.stdout)
  const files: LandingFile[] = []
  const lines = new Map<string, Pick<LandingFile, 'added' | 'deleted'>>()
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at]?.toString('latin1') ?? ''
    if (field.startsWith(':')) {
      const status = field.split(' ')[4]?.[0] ?? 'M'
      const moved = status === 'R'
      const oldPath = moved ? pathToText(fields[(at += 1)] ?? Buffer.alloc(0)) : null
      const path = pathToText(fields[(at += 1)] ?? Buffer.alloc(0))
      files.push({ path, oldPath, change: kinds[status] ?? 'modified', added: 0, deleted: 0 })
      continue
    }
    // "-" stands for what has no lines.
    const counted = /^(\d+|-)\t(\d+|-)\t/.exec(field)
    if (counted === null) continue
    const inField = fields[at]?.subarray(counted[0].length) ?? Buffer.alloc(0)
    const named = inField.length > 0 ? inField : (fields[(at += 2)] ?? Buffer.alloc(0))
    lines.set(pathToText(named), { added: Number(counted[1]) || 0, deleted: Number(counted[2]) || 0 })
  }
  return ok(files.map((file) => ({ ...file, ...lines.get(file.path) })))
}
