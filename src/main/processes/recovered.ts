import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { mendBrokenRefs } from './broken-refs.ts'
import type { Landing } from '../landing/landing.ts'
import type { RecoveredLanding } from '../landing/recover.ts'
import { landedRef } from '../git/hidden-ref.ts'
import type { Git } from '../git/run.ts'
import type { SessionRefs } from '../sessions/ports.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Timelines } from '../sessions/timelines.ts'

const sentences: Readonly<Record<RecoveredLanding['outcome'], string>> = {
  landed: 'Winnow ended during a landing. It is finished now.',
  undone: 'Winnow ended while it undid a landing. It is undone now.',
  aborted: 'Winnow ended during a landing before the branch moved. Nothing was changed; land again.',
  kept: 'Winnow ended before it undid a landing. The landing is as it was; undo it again.',
  unfinished:
    'Winnow ended during a landing, and it can’t be finished yet. It is tried again when you land or undo in this session, and at the next start.',
}

export interface RecoveredParts {
  readonly home: string
  readonly git: Pick<Git, 'ended'>
  readonly landing: Pick<Landing, 'recover'>
  readonly sessions: Pick<Sessions, 'recover'>
  readonly registry: SessionRegistry
  readonly repositories: { sharing(id: string): readonly string[] }
  readonly timelines: Timelines
  readonly refs: Pick<SessionRefs, 'keep' | 'broken' | 'unlock'>
}

/**
 * What an earlier run was cut off in is finished, taken back or put away, before anything else is done in its repository.
 * One in which a git hangs, so that this does not end, holds up no other.
 */
export class EarlierRun {
  /** By repository, what it waits for. */
  readonly #recovering = new Map<string, Promise<void>>()
  readonly #over = new Set<string>()

  private constructor(parts: RecoveredParts, ended: () => void) {
    const cleaned = rm(path.join(parts.home, 'temporary'), { recursive: true, force: true })
    for (const group of groupsOf(parts)) {
      const recovering = cleaned.then(() => recoverRepositories(parts, group))
      for (const one of group) this.#recovering.set(one, recovering)
      // A failure is met by whoever waits for it.
      recovering.then(
        () => {
          for (const one of group) this.#over.add(one)
          ended()
        },
        () => undefined,
      )
    }
  }

  /** Begins to recover all of them; `ended` is told when one is. */
  static recover(parts: RecoveredParts, ended: () => void): EarlierRun {
    return new EarlierRun(parts, ended)
  }

  /** Settles when all are recovered, or with the first failure. */
  async all(): Promise<void> {
    await Promise.all(this.#recovering.values())
  }

  /** Settles when nothing is being recovered any more, well or not. */
  async over(): Promise<void> {
    await Promise.allSettled(this.#recovering.values())
  }

  /** Whether nothing of an earlier run is left to do in a repository. */
  isOver(repository: string): boolean {
    return this.#over.has(repository) || !this.#recovering.has(repository)
  }

  /** Settles when these are recovered. Fails as that did, and when `signal` aborts. */
  async waitFor(repositories: readonly string[], signal: AbortSignal): Promise<void> {
    const all = Promise.all(repositories.map(async (one) => this.#recovering.get(one)))
    let stop = (): void => undefined
    const stopped = new Promise<never>((_, reject) => {
      stop = () => reject(new Error('nobody waits for this any more'))
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
    })
    try {
      await Promise.race([all, stopped])
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}

/** The repositories with sessions, those together that are checkouts of the same one. */
function groupsOf({ registry, repositories }: RecoveredParts): readonly ReadonlySet<string>[] {
  const groups = new Map<string, Set<string>>()
  for (const { repository } of [...registry.all(), ...registry.neverMade()]) {
    const key = repositories.sharing(repository).toSorted()[0] ?? repository
    groups.set(key, (groups.get(key) ?? new Set()).add(repository))
  }
  return [...groups.values()]
}

/** Landings first, since they say what a session's base is. */
async function recoverRepositories(parts: RecoveredParts, repositories: ReadonlySet<string>): Promise<void> {
  const records = parts.registry.all().filter(({ repository }) => repositories.has(repository))
  const sessions = new Set(records.map(({ id }) => id))
  await mendBrokenRefs(parts, records)
  const recovered = await parts.landing.recover((session) => sessions.has(session))
  // What the end of the workbench cut off is for the next start.
  if (parts.git.ended.aborted) return
  tellRecovered(parts, recovered)
  await keepLandedBases(parts, sessions)
  await parts.sessions.recover((repository) => repositories.has(repository), parts.git.ended)
}

/** The first version kept no base that a landing made; what git did not collect yet is kept from now on. */
async function keepLandedBases(
  parts: { readonly registry: SessionRegistry; readonly refs: Pick<SessionRefs, 'keep'> },
  sessions: ReadonlySet<string>,
): Promise<void> {
  for (const { id, repository, baseTree, landings, collected } of parts.registry.all())
    if (sessions.has(id) && !collected.includes('references') && landings.some(({ undone }) => !undone))
      await parts.refs.keep(repository, landedRef(id, landings.length), baseTree)
}

/** Tells in the sessions' timelines what became of landings that an earlier run was cut off in. */
function tellRecovered(
  tools: { readonly registry: SessionRegistry; readonly timelines: Timelines },
  recovered: readonly RecoveredLanding[],
): void {
  for (const one of recovered) {
    const record = tools.registry.find(one.session)
    if (!record) continue
    const left =
      one.left.length === 0
        ? ''
        : ` These files were changed meanwhile and left as they are: ${one.left.map(pathForDisplay).join(', ')}. Compare them with the branch.`
    const whole = one.outcome !== 'unfinished' && one.left.length === 0
    tools.timelines.report(one.session, record.turns, {
      id: `recovered-${one.landing}-${one.outcome}`,
      kind: 'notice',
      state: whole ? 'completed' : 'failed',
      text: `${sentences[one.outcome]}${one.failure ? ` ${one.failure.message}` : ''}${left}`,
    })
  }
}
