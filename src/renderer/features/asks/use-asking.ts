import { useState } from 'react'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useDetails, useReplicas } from '#renderer/replicas/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { focusPane } from '#renderer/view/view-store.ts'

const none: readonly AskItem[] = []

/** What a session asks, as one card at a time shows it. */
export interface Asking {
  /** What the card shows: while the person is in it, what they entered it for; null for nothing. */
  readonly ask: AskItem | null
  /** How many are asked besides. */
  readonly others: number
  /** The person is in the card: only then its keys answer. */
  readonly entered: boolean
  /** Nobody waits for the answer any more. */
  readonly expired: boolean
  readonly sending: boolean
  readonly enter: () => void
  readonly leave: () => void
  readonly answer: (option: string | null, words: string) => Promise<void>
}

/**
 * Follows what a session asks. What the person is about to answer stays in the card, also when it expires or another is
 * asked, so that no key answers what was not on screen.
 */
export function useAsking(session: string): Asking {
  const { client, drafts } = useReplicas()
  const asks = useDetails(session)?.asks ?? none
  const [held, setHeld] = useState<AskItem | null>(null)
  const [sending, setSending] = useState(false)
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const open = asks.filter(({ id }) => !answered.has(id))
  const ask = held ?? open[0] ?? null
  const answer = async (option: string | null, words: string): Promise<void> => {
    if (ask === null || sending) return
    setSending(true)
    const result = await client.session
      .answer({ session, item: ask.id, option, words })
      .finally(() => setSending(false))
    if (!result.ok) return reportFailure(result.error)
    setAnswered((before) => new Set(before).add(ask.id))
    drafts.dropOwn(draftPlaces.askWords(session, ask.id))
    setHeld(null)
    announce('Answered.')
    focusPane('review')
  }
  return {
    ask,
    others: open.filter(({ id }) => id !== ask?.id).length,
    entered: held !== null,
    expired: ask !== null && !open.some(({ id }) => id === ask.id),
    sending,
    enter: () => setHeld(ask),
    leave: () => setHeld(null),
    answer,
  }
}
