import { countOf } from '#shared/base/quantity-text.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { baseRef, landedRef, revisionRef, stepsRef } from '../git/hidden-ref.ts'
import type { SessionRefs } from '../sessions/ports.ts'
import type { Timelines } from '../sessions/timelines.ts'

/**
 * Writes references of sessions again of which a power cut left an empty file, where it is known what they named, and tells
 * of each in its session. git passes over such a file, so that nothing else keeps the commit that it named.
 */
export async function mendBrokenRefs(
  parts: {
    readonly timelines: Timelines
    readonly refs: Pick<SessionRefs, 'broken' | 'keep' | 'unlock'>
  },
  records: readonly SessionRecord[],
): Promise<void> {
  for (const record of records) {
    const broken = await parts.refs.broken(record.repository, record.id)
    if (broken.length === 0) continue
    await parts.refs.unlock(record.repository, record.id)
    const lost: string[] = []
    for (const ref of broken) {
      const oid = knownTo(record).get(ref)
      const kept = oid === undefined ? null : await parts.refs.keep(record.repository, ref, oid)
      if (kept?.ok !== true) lost.push(ref)
    }
    const mended = broken.length - lost.length
    const sentences = [
      `The disk did not keep ${countOf(broken.length, 'reference')} of this session that it had confirmed.`,
      ...(mended > 0 ? [`${mended === 1 ? 'One is' : `${mended} are`} written again.`] : []),
      ...(lost.length > 0
        ? [
            `These name nothing any more: ${lost.join(', ')}. What they kept can be read as long as git does not collect it. Nothing was deleted. Run git fsck in the repository, and take a new revision.`,
          ]
        : []),
    ]
    parts.timelines.tell(record.id, record.turns, {
      id: `broken-refs-${broken.map((ref) => ref.split('/').at(-1)).join('-')}`,
      kind: 'notice',
      state: lost.length > 0 ? 'failed' : 'completed',
      text: sentences.join(' '),
    })
  }
}

/** What a session's references name, as it is recorded. */
function knownTo({
  id,
  baseCommit,
  baseTree,
  landings,
  revisions,
  checkpoints,
}: SessionRecord): ReadonlyMap<string, string> {
  return new Map([
    [baseRef(id), baseCommit ?? baseTree],
    [landedRef(id, landings.length), baseTree],
    ...checkpoints.flatMap(({ at, turn, commit }) =>
      at === 'step' || at === 'start' ? [[stepsRef(id, turn), commit] as const] : [],
    ),
    ...revisions.map(({ number, commit }) => [revisionRef(id, number), commit] as const),
  ])
}
