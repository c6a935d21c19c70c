import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { ok, type Result } from '#shared/base/result.ts'
import type { ChangesetUnits, Unit, UnitDraft } from '#shared/domain/unit/unit.ts'
import type { GitFailure } from '../git/run.ts'
import { gitFailed, type LoadFailure } from './failures.ts'
import type { ReviewOptions } from './options.ts'
import type { LoadedReview } from './session-review.ts'

const kept = 8

/** The units of the changesets used last; a pair of trees always has the same ones. */
export class UnitCache {
  readonly #make: ReviewOptions['makeUnits']
  readonly #units = new LRUCache<string, Promise<Result<readonly UnitDraft[], GitFailure>>>({ max: kept })

  constructor(make: ReviewOptions['makeUnits']) {
    this.#make = make
  }

  /** The units of what is shown of a review: hunks that are not shown are in none. */
  async of({ subject, view }: LoadedReview): Promise<Result<ChangesetUnits, LoadFailure>> {
    const { base, revision } = view.computed
    const conflicts = subject.conflicts ?? new Map<string, string>()
    const key = [base, revision, ...[...conflicts].flat()].join(' ')
    const making = this.#units.get(key) ?? this.#make(subject.objects, view.computed, conflicts)
    this.#units.set(key, making)
    const made = await making.catch((error: unknown) => {
      this.#units.delete(key)
      throw error
    })
    if (!made.ok) {
      this.#units.delete(key)
      return gitFailed(made.error)
    }
    const units = made.value.flatMap((draft) => unitOf(draft, view.overridden))
    return ok({ number: view.number, base, revision, units })
  }
}

function unitOf(
  { kind, reason, hunks: members, proof, left, reading }: UnitDraft,
  hidden: ReadonlySet<string>,
): readonly Unit[] {
  const hunks = hidden.size === 0 ? members : members.filter((id) => !hidden.has(id))
  return hunks.length === 0
    ? []
    : [{ id: unitId(hunks), kind, reason, hunks, proof, ...(left && { left }), reading }]
}

/** SHA-256 of the members' ids, cut to 160 bits, as "u" and base64url. */
function unitId(hunks: readonly string[]): string {
  const hash = createHash('sha256').update(hunks.join('\n')).digest()
  return `u${hash.subarray(0, 20).toString('base64url')}`
}
