import { useEffect, useState } from 'react'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useClient } from '#renderer/client/context.ts'

/** Milliseconds of rest in typing a branch's name before it is looked at. */
const rest = 200

interface PreviewState {
  readonly preview: LandingPreview | null
  readonly failure: LandingFailure | null
}

/** What would land on `branch` (null: the one that is offered), looked at anew when the decisions change. */
export function usePreview(
  session: SessionSummary,
  branch: string | null,
): PreviewState & { readonly reload: () => void } {
  const client = useClient()
  const [state, setState] = useState<PreviewState>({ preview: null, failure: null })
  const [round, setRound] = useState(0)
  const accepted = session.counts?.accepted ?? 0
  const revision = session.revision ?? 0
  const wantedBranch = branch?.trim() ?? null
  useEffect(() => {
    let wanted = true
    const look = async (): Promise<void> => {
      const result = await client.landing.preview({
        session: session.id,
        ...(wantedBranch === null || wantedBranch === '' ? {} : { branch: wantedBranch }),
      })
      if (!wanted) return
      setState((before) =>
        result.ok
          ? { preview: result.value, failure: null }
          : { preview: result.error.kind === 'badBranch' ? null : before.preview, failure: result.error },
      )
    }
    const timer = setTimeout(() => void look(), wantedBranch === null ? 0 : rest)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the last three are why it looks again
  }, [client, session.id, wantedBranch, accepted, revision, round])
  return { ...state, reload: () => setRound((count) => count + 1) }
}
