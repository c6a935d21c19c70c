import { ok, type Result } from '#shared/base/result.ts'
import type { ExistingSource, Revision } from '#shared/domain/session/session.ts'
import type { SessionFailure } from '#shared/contract/session.ts'
import type { SessionRecord } from '#shared/domain/session/session-events.ts'
import { baseRef, revisionRef } from '../git/hidden-ref.ts'
import type { SessionRegistry } from './registry.ts'

/** What an `existing` session looks at, as it is now. */
export interface ResolvedSource {
  readonly label: string
  readonly baseName: string
  readonly baseCommit: string
  readonly baseTree: string
  readonly commit: string
  readonly tree: string
  readonly leftOut: Revision['leftOut']
}

export interface ExistingDependencies {
  readonly registry: SessionRegistry
  /** Resolves the source; uncommitted changes become a snapshot under `ref`'s name in the session's references. */
  resolve(
    repository: string,
    source: ExistingSource,
    session: string,
    number: number,
  ): Promise<Result<ResolvedSource, SessionFailure>>
  protect(repository: string, ref: string, commit: string): Promise<Result<null, SessionFailure>>
  revisionTaken(session: string): Promise<void>
  /** Moves the session's base and its ledger with it, in one step. */
  moveBase(
    session: string,
    to: { readonly baseTree: string; readonly baseCommit: string },
  ): Promise<Result<null, SessionFailure>>
}

/** Sessions without an agent: over a branch, a range, or a checkout's uncommitted changes, made elsewhere. */
export class ExistingSessions {
  readonly #deps: ExistingDependencies
  readonly #refreshing = new Map<string, Promise<Result<{ readonly revision: number }, SessionFailure>>>()

  constructor(deps: ExistingDependencies) {
    this.#deps = deps
  }

  async review(options: {
    readonly repository: string
    readonly source: ExistingSource
    readonly title?: string | undefined
  }): Promise<Result<{ readonly session: string }, SessionFailure>> {
    const { registry } = this.#deps
    const id = registry.newId()
    registry.announceNew({ id, repository: options.repository })
    const resolved = await this.#deps.resolve(options.repository, options.source, id, 1)
    if (!resolved.ok) return resolved
    const now = resolved.value
    for (const [ref, commit] of [
      [baseRef(id), now.baseCommit],
      [revisionRef(id, 1), now.commit],
    ] as const) {
      const kept = await this.#deps.protect(options.repository, ref, commit)
      if (!kept.ok) return kept
    }
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
      { type: 'sessionStateChanged', data: { state: 'ready', activity: `looks at ${now.label}` } },
    )
    await this.#deps.revisionTaken(id)
    return ok({ session: id })
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
    const found = this.#deps.registry.get(id)
    if (!found.ok) return found
    const record = found.value
    const newest = record.revisions.length
    if (!record.source) throw new Error(`session ${id} has an agent`)
    const number = newest + 1
    const resolved = await this.#deps.resolve(record.repository, record.source, id, number)
    if (!resolved.ok) return resolved
    const now = resolved.value
    if (this.#baseMoves(record, now)) {
      const kept = await this.#deps.protect(record.repository, baseRef(id), now.baseCommit)
      if (!kept.ok) return kept
      const moved = await this.#deps.moveBase(id, { baseTree: now.baseTree, baseCommit: now.baseCommit })
      if (!moved.ok) return moved
    }
    if (record.revisions.at(-1)?.tree === now.tree) return ok({ revision: newest })
    const kept = await this.#deps.protect(record.repository, revisionRef(id, number), now.commit)
    if (!kept.ok) return kept
    this.#deps.registry.record(id, {
      type: 'revisionTaken',
      data: { number, commit: now.commit, tree: now.tree, at: Date.now(), leftOut: now.leftOut },
    })
    await this.#deps.revisionTaken(id)
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
