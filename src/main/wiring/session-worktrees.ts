import { pathForDisplay } from '#shared/base/path-text.ts'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { Failure } from '#shared/base/failure.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRefs, SessionWorktrees } from '../sessions/ports.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Timelines } from '../sessions/timelines.ts'
import type { WorktreeFailure } from '../worktrees/worktree-failure.ts'
import type { NewWorktree, Worktrees } from '../worktrees/worktrees.ts'

interface WorktreeParts {
  readonly worktrees: Worktrees
  readonly repositories: Repositories
  readonly timelines: Timelines
  readonly registry: Pick<SessionRegistry, 'abandoned'>
  readonly refs: Pick<SessionRefs, 'makeDurable'>
}

/** Worktrees as sessions need them: made of what a session and its repository say. */
export function sessionWorktrees(parts: WorktreeParts): SessionWorktrees {
  const { worktrees, repositories } = parts
  const restore: SessionWorktrees['restore'] = async (record, revision) => {
    const made = await create(parts, record, (options) =>
      worktrees.restore({ ...options, snapshot: revision.commit }),
    )
    return made.ok ? made : err({ ...made.error, kind: 'worktreeFailed' })
  }
  return {
    make(record) {
      const newest = record.worktreeLost ? record.revisions.at(-1) : undefined
      if (newest) return restore(record, newest)
      const { checkpoint } = record.start ?? {}
      // A fork begins with the files of its checkpoint, uncommitted over what was HEAD then.
      if (checkpoint && checkpoint.commit !== checkpoint.head) return restore(record, checkpoint)
      const commit = checkpoint?.commit ?? record.baseCommit
      return create(parts, record, (options) => worktrees.create({ ...options, commit }))
    },
    restore,
    async discard(record, worktree) {
      const discarded = await worktrees.discard({
        session: record.id,
        repositoryPath: repositories.path(record.repository),
        path: worktree,
      })
      return discarded.ok ? discarded : err(sessionFailure(discarded.error))
    },
    async removable(record) {
      if (record.worktree === null) return ok(null)
      const removable = await worktrees.removable(record.worktree)
      return removable.ok ? removable : err(sessionFailure(removable.error))
    },
    ignored: (record) =>
      record.worktree === null ? Promise.resolve(0) : worktrees.countIgnored(record.worktree),
    ignoredPaths: (record) =>
      record.worktree === null ? Promise.resolve([]) : worktrees.listIgnored(record.worktree),
    async trash(session, folder) {
      const taken = await worktrees.trash(session, folder)
      return taken.ok ? taken : err(sessionFailure(taken.error))
    },
    emptyTrash: () => worktrees.emptyTrash(),
    removeEmpty: (session) => worktrees.removeEmpty(session),
    async locate(record) {
      return record.worktree === null ? { kind: 'none' } : worktrees.locate(record.id, record.worktree)
    },
    async takeUp(record, to) {
      const repositoryPath = repositories.path(record.repository)
      if (record.worktree !== null && repositoryPath !== null)
        await worktrees.takeUp({ repositoryPath, from: record.worktree, to })
    },
  }
}

/** Where git keeps what belongs to sessions' worktrees, as their repositories say. */
export function gitFoldersOfSessions(
  parts: Pick<WorktreeParts, 'worktrees' | 'repositories'> & {
    readonly registry: Pick<SessionRegistry, 'find'>
  },
): (session: string) => ReturnType<Worktrees['gitFolders']> {
  return async (session) => {
    const record = parts.registry.find(session)
    const folder = record ? parts.repositories.path(record.repository) : null
    if (!record || record.worktree === null || folder === null) return null
    return parts.worktrees.gitFolders(folder, record.worktree)
  }
}

function sessionFailure(failure: WorktreeFailure): SessionFailure {
  return { ...failure, kind: failure.kind === 'mounted' ? 'mounted' : 'worktreeFailed' }
}

async function create(
  parts: WorktreeParts,
  record: SessionRecord,
  make: (options: NewWorktree) => ReturnType<Worktrees['create']>,
): Promise<Result<string, Failure<string>>> {
  const { repositories, timelines } = parts
  const folder = repositories.path(record.repository)
  if (folder === null)
    return err({
      kind: 'repositoryGone',
      message:
        'The session’s repository is not open here any more. Nothing was started. Open its folder again.',
    })
  const settings = repositories.settings(record.repository)
  const { abandoned } = parts.registry
  let note = null as string | null
  const made = await make({
    session: record.id,
    repositoryPath: folder,
    copyIgnored: settings.copyIgnored,
    trustedFilters: settings.trustedFilters,
    announce: (worktree) => (note = abandoned.add(record.id, worktree)),
  })
  if (!made.ok) {
    // What was made of it was removed again.
    if (note !== null) abandoned.forget(note)
    return made
  }
  const durable = await parts.refs.makeDurable(record.repository, made.value.path)
  if (!durable.ok) {
    const { path } = made.value
    const put = await parts.worktrees.discard({ session: record.id, repositoryPath: folder, path })
    if (put.ok && note !== null) abandoned.forget(note)
    return durable
  }
  if (made.value.notCopied.length > 0)
    timelines.report(record.id, record.turns, {
      id: `t${record.turns}-not-copied`,
      kind: 'notice',
      state: 'failed',
      text: `Not copied into the worktree: ${made.value.notCopied.map((left) => `${pathForDisplay(left.path)} (${left.reason})`).join(', ')}. The agent works without them.`,
    })
  return ok(made.value.path)
}
