import { err, ok } from '#shared/base/result.ts'
import { approvedPlan } from '../agents/approved-plan.ts'
import { buildAcceptedTree } from '../changesets/accepted-tree.ts'
import { computeChangeset } from '../changesets/compute.ts'
import { readFileText } from '../changesets/file-text.ts'
import { hunkIdAt } from '../changesets/hunk-id.ts'
import type { Repositories } from '../repositories/repositories.ts'
import { createReviews, type Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Store } from '../store/store.ts'
import { nameLinksOf } from '../units/name-links-of.ts'
import { makeUnits } from '../units/make-units.ts'
import type { UnitCutter } from '../units/unit-cutter.ts'
import type { EncodingOf } from './encodings.ts'
import { sessionFolders } from './session-context.ts'

/** The reviews of the sessions that there are, over changesets of their repositories. */
export function reviewsOfSessions(tools: {
  readonly store: Store
  readonly registry: SessionRegistry
  readonly repositories: Repositories
  readonly encodingOf: EncodingOf
  readonly cutter: UnitCutter
  /** The data folder. */
  readonly home: string
}): Reviews {
  const { store, registry, repositories } = tools
  const folders = sessionFolders(tools.home)
  return createReviews({
    store,
    async subject(session) {
      const record = registry.get(session)
      if (!record.ok) return err({ kind: 'notFound', message: record.error.message })
      if (record.value.collected.includes('references'))
        return err({
          kind: 'notFound',
          message:
            'The revisions of this session can’t be shown any more: `winnow gc` deleted what kept them, to make room. Nothing was changed. Its timeline is still there.',
        })
      const objects = await repositories.objects(record.value.repository)
      if (!objects.ok) return err({ kind: 'notFound', message: objects.error.message })
      return ok({
        objects: objects.value,
        baseTree: record.value.baseTree,
        landings: record.value.landings.filter(({ undone }) => !undone).length,
        revisions: record.value.revisions,
        conflicts: record.value.conflicts,
        plan: await approvedPlan(folders.agent(session)),
      })
    },
    computeChangeset,
    makeUnits: (objects, computed, conflicts) => makeUnits(tools.cutter, objects, computed, conflicts),
    nameLinks: (objects, computed, path) => nameLinksOf(tools.cutter, objects, computed, path),
    buildAcceptedTree,
    hunkIdAt,
    readFileText,
    encodingOf: tools.encodingOf,
    onCounts: (session, counts) => registry.counts(session, counts),
  })
}
