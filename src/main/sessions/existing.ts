import { ok, type Result } from '#shared/base/result.ts'
import type { ExistingSource, Revision } from '#shared/domain/session/session.ts'
import type { OpenedReview } from '#shared/contract/session.ts'
import type { SessionFailure } from '#shared/contract/session-failure.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { baseRef, revisionRef } from '../git/hidden-ref.ts'
import type { ExistingSources, ResolvedSource } from './ports.ts'
import type { SessionContext } from './session-context.ts'

/** What sessions without an agent work with. */
export interface ExistingContext extends Pick<SessionContext, 'registry' | 'refs' | 'revisions'> {
  readonly sources: ExistingSources
}

/** Sessions without an agent: over a branch, a range, or a checkout's uncommitted changes, made elsewhere. */
export class ExistingSessions {
  readonly #context: ExistingContext
  readonly #refreshing = new Map<string, Promise<Result<{ readonly revision: number }, SessionFailure>>>()

  constructor(context: ExistingContext) {
    this.#context = context
  }

  async review(options: {
    readonly repository: string
    readonly source: ExistingSource
    readonly title?: string | undefined
  }): Promise<Result<OpenedReview, SessionFailure>> {
    const { registry } = this.#context
    const id = registry.newId()
    registry.announceNew({ id, repository: options.repository })
    const resolved = await this.#context.sources.resolve(options.repository, options.source, id, 1)
    if (!resolved.ok) return resolved
    const now = resolved.value
    for (const [ref, commit] of [
      [baseRef(id), now.baseCommit],
      [revisionRef(id, 1), now.commit],
    ] as const) {
      const kept = await this.#context.refs.keep(options.repository, ref, commit)
      if (!kept.ok) return kept
    }
    const durable = await this.#context.refs.makeDurable(options.repository)
    if (!durable.ok) return durable
    const revision: Revision = {
      number: 1,
      commit: now.commit,
      tree: now.tree,
      at: Date.now(),
      leftOut: now.leftOut,
    }
    registry.record(
      id,
      {
        type: 'sessionCreated',
        data: {
          id,
          repository: options.repository,
          task: null,
          title: options.title ?? now.label,
          prompt: '',
          agent: { kind: 'existing', label: 'no agent' },
          attempt: 1,
          attempts: 1,
          source: options.source,
          baseName: now.baseName,
          baseCommit: now.baseCommit,
          baseTree: now.baseTree,
        },
      },
      { type: 'revisionTaken', data: revision },
      { type: 'sessionStateChanged', data: { state: 'ready', activity: looksAt(now) } },
    )
    await this.#context.revisions.recorded(id)
    return ok({ session: id, comparedWith: now.comparedWith, notice: now.notice })
  }

  /** Takes a new revision if what the session looks at moved. Two calls at once are one. */
  refresh(id: string): Promise<Result<{ readonly revision: number }, SessionFailure>> {
    const under = this.#refreshing.get(id)
    if (under) return under
    const refreshing = this.#refresh(id).finally(() => this.#refreshing.delete(id))
    this.#refreshing.set(id, refreshing)
    return refreshing
  }

  async #refresh(id: string): Promise<Result<{ readonly revision: number }, SessionFailure>> {
    const found = this.#context.registry.get(id)
    if (!found.ok) return found
    const record = found.value
    const newest = record.revisions.length
    if (!record.source) throw new Error(`session ${id} has an agent`)
    const number = newest + 1
    const resolved = await this.#context.sources.resolve(record.repository, record.source, id, number)
    if (!resolved.ok) return resolved
    const now = resolved.value
    if (this.#baseMoves(record, now)) {
      const kept = await this.#context.refs.keep(record.repository, baseRef(id), now.baseCommit)
      if (!kept.ok) return kept
      const durable = await this.#context.refs.makeDurable(record.repository)
      if (!durable.ok) return durable
      await this.#context.revisions.moveBase(id, { baseTree: now.baseTree, baseCommit: now.baseCommit })
    }
    if (looksAt(now) !== record.activity && record.landings.every((landing) => landing.undone))
      this.#context.registry.record(id, {
        type: 'sessionStateChanged',
        data: { state: record.state, activity: looksAt(now) },
      })
    if (record.revisions.at(-1)?.tree === now.tree) return ok({ revision: newest })
    const kept = await this.#context.refs.keep(record.repository, revisionRef(id, number), now.commit)
    if (!kept.ok) return kept
    const durable = await this.#context.refs.makeDurable(record.repository)
    if (!durable.ok) return durable
    this.#context.registry.record(id, {
      type: 'revisionTaken',
      data: { number, commit: now.commit, tree: now.tree, at: Date.now(), leftOut: now.leftOut },
    })
    await this.#context.revisions.recorded(id)
    return ok({ revision: number })
  }

  /**
   * A landing made the accepted tree this session's base; a range's own base no longer says anything then. Uncommitted
   * changes are always against HEAD.
   */
  #baseMoves(record: SessionRecord, now: ResolvedSource): boolean {
    if (record.baseTree === now.baseTree) return false
    if (record.source?.kind === 'uncommitted') return true
    return record.landings.every((landing) => landing.undone)
  }
}

/** What a session does that looks at this, and what it is compared with where that is not what was named. */
function looksAt({ label, notice, comparedWith, baseName, baseCommit }: ResolvedSource): string {
  if (notice === null) return `looks at ${label}`
  return comparedWith === 'mergeBase'
    ? `looks at ${label} since the merge base ${baseCommit.slice(0, 12)}, for ${baseName} has moved on`
    : `looks at ${label}, which have no commit in common`
}
