import { unwrap } from '#shared/base/result.ts'
import type { ComputedChangeset } from '#shared/domain/changeset/computed-changeset.ts'
import type { Objects } from '#main/git/objects.ts'
import type { AlternativeChange } from './alternative.ts'

/** A changeset as alternatives are given it: the whole texts of its files, and git's own patch. */
export async function changeText(
  { base, revision, files }: ComputedChangeset,
  objects: Objects,
  generated: ReadonlySet<string>,
): Promise<AlternativeChange> {
  const text = async (oid: string | null, mode: string): Promise<string | null> =>
    oid === null || !mode.startsWith('100') ? null : unwrap(await objects.blob(oid)).toString('utf8')
  const patch = unwrap(
    await objects.run({
      purpose: 'write a patch',
      args: [
        'diff-tree',
        '-r',
        '-M',
        '-p',
        '-U3',
        '--full-index',
        '--no-ext-diff',
        '--no-textconv',
        base,
        revision,
      ],
    }),
  )
  return {
    files: await Promise.all(
      files.map(async (file) => ({
        path: file.path,
        before: file.binary ? null : await text(file.oldOid, file.oldMode),
        after: file.binary ? null : await text(file.newOid, file.newMode),
        generated: generated.has(file.path),
      })),
    ),
    patch: patch.stdout.toString('utf8'),
  }
}
