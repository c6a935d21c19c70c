import { useEffect } from 'react'
import type { LandingPreview } from '#shared/contract/landing.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useClient } from '#renderer/client/context.ts'

/** Milliseconds of rest after a decision: with nothing left to decide the sheet is next, else there is reading to do. */
const restDecided = 150
const restDeciding = 1500

/** What would land by default of the session that was shown last, and of which of its decisions that is. */
let foreseen: { readonly of: string; readonly preview: LandingPreview } | null = null

/** What a preview is of, as far as the session tells. */
function decisionsOf({ id, revision, counts, landedOn }: SessionSummary): string {
  return JSON.stringify([id, revision, counts, landedOn])
}

/** What was looked at before anybody asked for it, to be shown until it is looked at anew; null if it is of other decisions. */
export function foreseenPreview(session: SessionSummary): LandingPreview | null {
  return foreseen?.of === decisionsOf(session) ? foreseen.preview : null
}

/**
 * Looks at what would land when the person rests after a decision, so that the sheet has it at once; the workbench has the
 * accepted tree by then, too.
 */
export function useForeseenLanding(session: SessionSummary | null, isOpen: boolean): void {
  const client = useClient()
  const id = session?.id ?? null
  const of = session === null ? '' : decisionsOf(session)
  const accepted = session?.counts?.accepted ?? 0
  const undecided = session?.counts?.undecided ?? 0
  useEffect(() => {
    if (id === null || accepted === 0 || isOpen) return
    let wanted = true
    const look = async (): Promise<void> => {
      const looked = await client.landing.preview({ session: id, way: 'branch', leave: [] })
      if (wanted && looked.ok) foreseen = { of, preview: looked.value }
    }
    // Nobody asked, so that nobody is told where it fails: the sheet looks itself.
    const timer = setTimeout(
      () => void look().catch(() => undefined),
      undecided === 0 ? restDecided : restDeciding,
    )
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [client, id, of, accepted, undecided, isOpen])
}
