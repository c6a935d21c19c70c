import { useState } from 'react'
import type { AskItem } from '#shared/domain/timeline/ask-item.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useDetails, useReplicas } from '#renderer/replicas/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { focusPane } from '#renderer/view/view-store.ts'
import { useLeftAnswers } from './use-left-answers.ts'

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
  /** `rules` are those that are written with the answer; `plan` is the one that it is about, where that was edited. */
  readonly answer: (
    option: string | null,
    words: string,
    more?: { readonly rules?: readonly string[]; readonly plan?: string },
  ) => Promise<void>
}

/**
 * Follows what a session asks. What the person is about to answer stays in the card, also when it expires or another is
 * asked, so that no key answers what was not on screen.
 */
export function useAsking(session: string): Asking {
  const { client, drafts } = useReplicas()
  const told = useDetails(session)?.asks ?? null
  const [held, setHeld] = useState<AskItem | null>(null)
  const [sending, setSending] = useState(false)
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set())
  const open = (told ?? []).filter(({ id }) => !answered.has(id))
  const ask = held ?? open[0] ?? null
  useLeftAnswers(session, told, sending)
  const answer: Asking['answer'] = async (option, words, { rules, plan } = {}) => {
    if (ask === null || sending) return
    setSending(true)
    const result = await client.session
      .answer({
        ...{ session, item: ask.id, option, words },
        ...(rules ? { rules: [...rules] } : {}),
        ...(plan === undefined ? {} : { plan }),
      })
      .then((done) => {
        // Before anything looks for words that were left behind.
        if (done.ok && words !== '') drafts.dropOwn(draftPlaces.askWords(session, ask.id))
        if (done.ok && plan !== undefined) drafts.dropOwn(draftPlaces.askPlan(session, ask.id))
        return done
      })
      .finally(() => setSending(false))
    if (!result.ok) return reportFailure(result.error)
    setAnswered((before) => new Set(before).add(ask.id))
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
