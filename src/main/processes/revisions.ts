import type { Reviews } from '../reviews/reviews.ts'
import type { Revisions } from '../sessions/ports.ts'
import { baseMoved } from './base-moved.ts'
import { noteStash } from './stash-changes.ts'
import { compareWithRevision } from './compare-with-revision.ts'
import { recordEnd, takeCheckpoint } from './checkpoint-taken.ts'
import { rollBackFiles, rollBackObstacle } from './rolled-back-files.ts'
import { bringUpFiles, findUpToDate } from './up-to-date.ts'
import { takeRevision, type RevisionParts } from './revision-taken.ts'

/** What sessions ask for when they have a new revision or another base. */
export function sessionRevisions(parts: RevisionParts & { readonly reviews: Reviews }): Revisions {
  return {
    async begin(session) {
      const record = parts.registry.find(session)
      if (record) await noteStash(parts, record)
    },
    take: (session, turn, base) => takeRevision(parts, session, turn, base),
    checkpoint: (session, one) => takeCheckpoint(parts, session, one),
    ended: (session, turn, as) => recordEnd(parts, session, turn, as),
    obstacle: (session, to) => rollBackObstacle(parts, session, to),
    bringBack: (session, to, from) => rollBackFiles(parts, session, to, from),
    upToDate: (session, conflicts) => findUpToDate(parts, session, conflicts),
    bringUp: (session, to, from) => bringUpFiles(parts, session, to, from),
    compare: (session) => compareWithRevision(parts, session),
    recorded: async (session) => void (await parts.reviews.revisionTaken(session)),
    moveBase: (session, to) => baseMoved(parts, session, to),
  }
}
