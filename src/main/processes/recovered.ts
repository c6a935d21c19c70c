import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { mendBrokenRefs } from './broken-refs.ts'
import type { Landing } from '../landing/landing.ts'
import type { RecoveredLanding } from '../landing/recover.ts'
import { landedRef } from '../git/hidden-ref.ts'
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
    'Winnow ended during a landing, and it can’t be finished yet. It is tried again at the next start.',
}

/**
 * What an earlier run was cut off in is finished, taken back or put away, before anything else is asked for: landings
 * first, since they say what a session's base is.
 */
export async function recoverEarlierRun(parts: {
  readonly home: string
  readonly landing: Pick<Landing, 'recover'>
  readonly sessions: Pick<Sessions, 'recover'>
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly refs: Pick<SessionRefs, 'keep' | 'broken' | 'unlock'>
}): Promise<void> {
  await rm(path.join(parts.home, 'temporary'), { recursive: true, force: true })
  await mendBrokenRefs(parts)
  tellRecovered(parts, await parts.landing.recover())
  await keepLandedBases(parts)
  await parts.sessions.recover()
}

/** The first version kept no base that a landing made; what git did not collect yet is kept from now on. */
async function keepLandedBases(parts: {
  readonly registry: SessionRegistry
  readonly refs: Pick<SessionRefs, 'keep'>
}): Promise<void> {
  for (const { id, repository, baseTree, landings, collected } of parts.registry.all())
    if (!collected.includes('references') && landings.some(({ undone }) => !undone))
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
