import { pathForDisplay, pathToText } from '#shared/base/path-text.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import type { FileDiff } from '#shared/domain/changeset/file-diff.ts'
import { nameOfFile, names, type Mention } from '#shared/domain/unit/mentions.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { Objects } from '../git/objects.ts'

/** Most names that are looked for: with more, a deletion is of a whole part, and what names it is seen elsewhere. */
const mostNames = 60
/** Milliseconds for the walk through the revision. */
const patience = 3_000
/** Most places that are looked at. */
const mostPlaces = 2_000

/** Says of deleted files where the revision still names them. What can't be looked through in time is not told of. */
export async function withLeftMentions(
  objects: Objects,
  revision: string,
  files: readonly FileDiff[],
  drafts: readonly UnitDraft[],
): Promise<readonly UnitDraft[]> {
  const deleted = new Map(
    files
      .filter(({ change }) => change === 'deleted')
      .flatMap(({ path, hunks }) => hunks.map(({ id }) => [id, path] as const)),
  )
  const wanted = [...new Set([...deleted.values()].flatMap((path) => nameOfFile(path) ?? []))]
  if (wanted.length === 0 || wanted.length > mostNames) return drafts
  const mentions = await mentionsOf(objects, revision, wanted)
  if (mentions.length === 0) return drafts
  return drafts.map((draft) => {
    if (draft.kind !== 'deleted') return draft
    const paths = draft.hunks.flatMap((id) => deleted.get(id) ?? [])
    const words = wordsFor(
      mentions.filter((one) => paths.some((path) => names(one, path))),
      paths.filter((path) => mentions.some((one) => names(one, path))),
    )
    return words === null ? draft : { ...draft, left: words }
  })
}

/** "old.ts is still named in 3 lines: src/a.ts:4 and 1 more file." Null without any. */
function wordsFor(mentions: readonly Mention[], named: readonly string[]): string | null {
  const [first] = mentions
  const [path] = named
  if (first === undefined || path === undefined) return null
  const name = pathForDisplay(path.slice(path.lastIndexOf('/') + 1))
  const what = named.length === 1 ? `${name} is` : `${name} and ${countOf(named.length - 1, 'more file')} are`
  const lines = new Set(mentions.map((one) => `${one.line} ${one.path}`)).size
  const others = new Set(mentions.map((one) => one.path)).size - 1
  const more = others === 0 ? '' : ` and ${countOf(others, 'more file')}`
  return `${what} still named in ${countOf(lines, 'line')}: ${pathForDisplay(first.path)}:${first.line}${more}.`
}

/** Words of the revision that have one of these names in them. */
async function mentionsOf(
  objects: Objects,
  revision: string,
  wanted: readonly string[],
): Promise<readonly Mention[]> {
  const any = wanted.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')
  const pattern = `[[:alnum:]_@#~./-]*(${any})[[:alnum:]_./-]*`
  const found = await objects.run({
    purpose: 'look for what names a deleted file',
    args: ['grep', '-z', '-n', '-o', '-I', '-E', '--no-column', '--no-color', '-e', pattern, revision, '--'],
    accept: [0, 1],
    signal: AbortSignal.timeout(patience),
  })
  if (!found.ok) return []
  // The file's name behind the tree's, a NUL, the line's number, a NUL, and what was found up to a line feed.
  const rows = found.value.stdout.toString('latin1').matchAll(/[0-9a-f]{40,64}:([^\0]*)\0(\d+)\0([^\n]*)\n/g)
  const mentions: Mention[] = []
  for (const [, path = '', line = '', word = ''] of rows) {
    if (mentions.length >= mostPlaces) break
    mentions.push({ path: pathToText(Buffer.from(path, 'latin1')), line: Number(line), word })
  }
  return mentions
}
