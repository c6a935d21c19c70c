import { pathForDisplay, pathToText } from '#shared/base/path-text.ts'
import type { UnitDraft } from '#shared/domain/unit/unit.ts'
import type { Objects } from '../git/objects.ts'

/** Most words that are looked for: each is a walk through the whole revision. */
const mostWords = 8
/** Milliseconds for one of them. */
const patience = 3_000

/** Says of classes of edits where in the revision the word stands still that they take away. */
export async function withOldPlaces(
  objects: Objects,
  revision: string,
  drafts: readonly UnitDraft[],
): Promise<readonly UnitDraft[]> {
  const words = new Set(drafts.flatMap(({ oldWord }) => oldWord ?? []).slice(0, mostWords))
  const said = new Map<string, string>()
  for (const word of words) {
    const found = await placesOf(objects, revision, word)
    if (found !== null) said.set(word, found)
  }
  return drafts.map((draft) => {
    const places = draft.oldWord === undefined ? undefined : said.get(draft.oldWord)
    return places === undefined ? draft : { ...draft, left: places }
  })
}

/** "“oldName” still stands at 3 other places: src/a.ts and 1 more file." null where it stands nowhere. */
async function placesOf(objects: Objects, revision: string, word: string): Promise<string | null> {
  const found = await objects.run({
    purpose: 'look for a word',
    args: ['grep', '-z', '-c', '-I', '-F', '-w', '-e', word, revision, '--'],
    accept: [0, 1],
    signal: AbortSignal.timeout(patience),
  })
  // What can't be looked through in time, or is not all here, is not told of.
  if (!found.ok) return null
  // Of each file its name behind the tree's, a NUL, how many of its lines have it, and a line feed.
  const rows = [...found.value.stdout.toString('latin1').matchAll(/[0-9a-f]+:([^\0]*)\0(\d+)\n/g)]
  const [first] = rows
  if (first === undefined) return null
  const lines = rows.reduce((sum, [, , count]) => sum + Number(count), 0)
  const path = pathForDisplay(pathToText(Buffer.from(first[1] ?? '', 'latin1')))
  const more = rows.length === 1 ? '' : ` and ${rows.length - 1} more ${rows.length === 2 ? 'file' : 'files'}`
  return `“${word}” still stands in ${lines === 1 ? '1 other line' : `${lines} other lines`}: ${path}${more}.`
}
