import { useCallback, useEffect, useRef, useState } from 'react'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useClient } from '#renderer/client/context.ts'
import { foreseenPreview } from './foreseen.ts'
import type { LandingWay } from './landing-words.ts'

/** Milliseconds of rest in typing a branch's name before it is looked at. */
const rest = 200

/** What is to land, and where. */
export interface LandingChoice {
  readonly way: LandingWay
  /** null: the one that is offered. */
  readonly branch: string | null
  /** Paths of accepted files that stay in the session. */
  readonly leave: readonly string[]
}

interface PreviewState {
  /** Of which choice it is. */
  readonly of: string
  readonly preview: LandingPreview | null
  readonly failure: LandingFailure | null
}

export interface Preview {
  /** The newest there is, so that nothing jumps while the next one is made. */
  readonly preview: LandingPreview | null
  /** Whether it is of the present choice. */
  readonly isCurrent: boolean
  /** Whether it can be shown as what the present choice comes to; it is looked at anew before it lands. */
  readonly canBeShown: boolean
  /** The one of the present choice, as soon as there is one; null where there is none. */
  readonly settled: () => Promise<LandingPreview | null>
  /** Why there is none of the present choice. */
  readonly failure: LandingFailure | null
  /** How often something else than the choice changed: then what was said of an earlier attempt may not hold any more. */
  readonly looks: string
  readonly reload: () => void
}

/** Counts how often the person came back to this window: files and branches may have changed meanwhile. */
function useReturns(): number {
  const [returns, setReturns] = useState(0)
  useEffect(() => {
    const onFocus = (): void => setReturns((count) => count + 1)
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [])
  return returns
}

/** What would land by a choice, looked at anew when that or the decisions change, or the person comes back. */
export function usePreview(session: SessionSummary, choice: LandingChoice): Preview {
  const client = useClient()
  const [state, setState] = useState<PreviewState>(() => ({
    of: '',
    preview: foreseenPreview(session),
    failure: null,
  }))
  const looking = useRef<Promise<LandingPreview | null>>(Promise.resolve(null))
  const [round, setRound] = useState(0)
  const returns = useReturns()
  const { id } = session
  const accepted = session.counts?.accepted ?? 0
  const revision = session.revision ?? 0
  const branch = choice.way === 'branch' ? (choice.branch?.trim() ?? '') : ''
  const of = JSON.stringify([choice.way, branch, choice.leave])
  useEffect(() => {
    let wanted = true
    const [way, named, leave] = JSON.parse(of) as [LandingWay, string, string[]]
    const look = async (): Promise<LandingPreview | null> => {
      await new Promise((resolve) => setTimeout(resolve, named === '' ? 0 : rest))
      if (!wanted) return null
      const result = await client.landing.preview({
        session: id,
        way,
        leave,
        ...(named === '' ? {} : { branch: named }),
      })
      if (!wanted) return null
      setState((before) =>
        result.ok
          ? { of, preview: result.value, failure: null }
          : { of, preview: before.preview, failure: result.error },
      )
      return result.ok ? result.value : null
    }
    looking.current = look()
    return () => {
      wanted = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the last four are why it looks again
  }, [client, id, of, accepted, revision, round, returns])
  const settled = useCallback(async (): Promise<LandingPreview | null> => {
    for (;;) {
      const last = looking.current
      const found = await last
      if (last === looking.current) return found
    }
  }, [])
  const isCurrent = state.of === of
  const isForeseen = state.of === '' && choice.way === 'branch' && branch === '' && choice.leave.length === 0
  return {
    preview: state.preview,
    isCurrent: isCurrent && state.failure === null,
    canBeShown: (isCurrent && state.failure === null) || isForeseen,
    settled,
    failure: isCurrent ? state.failure : null,
    looks: `${of} ${accepted} ${revision} ${returns}`,
    reload: () => setRound((count) => count + 1),
  }
}
