import { performance } from 'node:perf_hooks'
import type { Checkpoint } from '#shared/domain/session/checkpoint.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { stepsRef } from '../git/hidden-ref.ts'
import { takeSnapshot } from '../worktrees/snapshot.ts'
import { groundOf } from './revision-ground.ts'
import type { KeptFiles } from '../sessions/ports.ts'
import { headOfSnapshot, type RevisionParts } from './revision-taken.ts'

type Parts = Pick<RevisionParts, 'git' | 'registry' | 'repositories' | 'worktrees' | 'refs'>

/**
 * Keeps a session's files as they are now; see `Revisions.checkpoint`. A snapshot follows the one before it in its turn, so
 * that one reference keeps them all. One that can't be taken is passed over: the turn's revision will say why.
 */
export async function takeCheckpoint(
  parts: Parts,
  session: string,
  one: Pick<Checkpoint, 'id' | 'turn' | 'at' | 'mark'>,
): Promise<KeptFiles | null> {
  const begun = performance.now()
  const record = parts.registry.find(session)
  if (!record?.worktree) return null
  const ground = await groundOf(parts, record)
  if (!ground.ok) return null
  const last = lastKept(record, one.turn)
  const ref = stepsRef(session, one.turn)
  const taken = await takeSnapshot(parts.git, ground.value.objects, {
    ...ground.value.place,
    ref: '',
    message: `${record.title}, ${one.id}\n`,
    known: last.tree,
    after: last.commit,
  })
  if (!taken.ok) return null
  const { commit, tree } = taken.value
  if (tree === last.tree) return { tree, took: null }
  const from = last.isStep ? last.commit : null
  const kept = await parts.refs.keep(record.repository, ref, commit, from)
  if (!kept.ok) return null
  const durable = await parts.refs.makeDurable(record.repository)
  if (!durable.ok) return null
  const head = (await headOfSnapshot(ground.value, commit)) ?? record.baseCommit
  parts.registry.record(session, { type: 'checkpointTaken', data: { ...one, commit, tree, head } })
  return { tree, took: Math.round(performance.now() - begun) }
}

/** Records the newest revision as a checkpoint; see `Revisions.ended`. */
export async function recordEnd(
  parts: Parts,
  session: string,
  turn: number,
  as: Pick<Checkpoint, 'id' | 'at' | 'mark'> = { id: `t${turn}-end`, at: 'end', mark: null },
): Promise<Checkpoint | null> {
  const record = parts.registry.find(session)
  const newest = record?.revisions.at(-1)
  if (!record || !newest) return null
  const objects = await parts.repositories.objects(record.repository)
  if (!objects.ok) return null
  const { commit, tree } = newest
  const head = (await headOfSnapshot({ objects: objects.value }, commit)) ?? record.baseCommit
  const data: Checkpoint = { ...as, turn, commit, tree, head }
  parts.registry.record(session, { type: 'checkpointTaken', data })
  return data
}

/** What was kept last of a session's files. */
function lastKept(
  record: SessionRecord,
  turn: number,
): { readonly commit: string; readonly tree: string; readonly isStep: boolean } {
  // What stands for a revision may come after it: the reference of the turn's steps has none of those.
  const step = record.checkpoints.findLast(
    (one) => one.turn === turn && (one.at === 'step' || one.at === 'start'),
  )
  if (step) return { ...step, isStep: true }
  const newest = record.revisions.at(-1)
  if (newest) return { ...newest, isStep: false }
  return { commit: record.baseCommit, tree: record.baseTree, isStep: false }
}
