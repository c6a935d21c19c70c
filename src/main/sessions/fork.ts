import { mkdir } from 'node:fs/promises'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Forked } from '#shared/contract/checkpoint.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { ActClient } from '#shared/domain/review/decided.ts'
import type { Checkpoint } from '#shared/domain/session/checkpoint.ts'
import { forkedWords } from '#shared/domain/session/roll-back-words.ts'
import type { NewSession, SessionRecord } from '#shared/domain/session/session-events.ts'
import { draftTitle } from '#shared/domain/task/title.ts'
import { baseRef, stepsRef } from '../git/hidden-ref.ts'
import { checkpointOf, type RollBackTo } from './roll-back.ts'
import { picturesFailure, wrongState, type SessionContext } from './session-context.ts'

/**
 * Makes a second session that goes on from a checkpoint of another one, in a worktree of its own with the files of then, held
 * against the same base. Its conversation is forked where the agent can; else it is told what stands. The other session is
 * not touched, and may be at work.
 */
export async function forkSession(
  context: SessionContext,
  id: string,
  words: string,
  { from, client }: { readonly from: RollBackTo | null; readonly client?: ActClient | undefined },
): Promise<Result<Forked, SessionFailure>> {
  const { registry, refs, pictures } = context
  const found = registry.get(id)
  if (!found.ok) return found
  const record = found.value
  if (record.source) return err(wrongState(record, 'It has no agent whose work could be forked.'))
  const start = checkpointFor(record, from)
  if (!start.ok) return start
  // What the files of then were held against, where others' work was merged in since.
  const { baseCommit, baseTree } = start.value.base ?? record
  const fork = registry.newId()
  registry.announceNew({ id: fork, repository: record.repository })
  const taken = await pictures.take(fork, words)
  if (!taken.ok) return err(picturesFailure(taken.error))
  for (const [ref, oid] of [
    [baseRef(fork), baseCommit],
    [stepsRef(fork, 0), start.value.commit],
  ] as const) {
    const kept = await refs.keep(record.repository, ref, oid)
    if (!kept.ok) return kept
  }
  const folder = context.folders.agent(fork)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const conversation = await context.conversations.fork(record, folder, start.value)
  const durable = await refs.makeDurable(record.repository)
  if (!durable.ok) return durable
  const { repository, agent, baseName } = record
  const session: NewSession = {
    ...{ id: fork, repository, task: fork, attempt: 1, attempts: 1, source: null, agent },
    title: draftTitle(pictures.words(words), agent),
    prompt: taken.value,
    ...{ baseName, baseCommit, baseTree },
    start: { session: id, checkpoint: start.value, conversation },
    ...(record.modeChosen === null ? {} : { modeChosen: record.modeChosen }),
  }
  registry.record(
    fork,
    { type: 'sessionCreated', data: session },
    { type: 'turnQueued', data: { turn: 1, prompt: taken.value, ...(client ? { client } : {}) } },
  )
  context.timelines.tell(fork, 0, {
    id: 'forked',
    kind: 'notice',
    state: 'completed',
    text: forkedWords(record.title, start.value, conversation),
  })
  context.prompts.remember([taken.value])
  return ok({ session: fork, conversation })
}

/** The one that is named; the end of the last turn that came to an end when none is. */
function checkpointFor(record: SessionRecord, from: RollBackTo | null): Result<Checkpoint, SessionFailure> {
  if (from !== null) return checkpointOf(record, from)
  const last = record.checkpoints.findLast(({ at }) => at === 'end')
  return checkpointOf(record, { turn: last?.turn ?? 0 })
}
