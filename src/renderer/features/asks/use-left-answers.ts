import { useEffect, useRef } from 'react'
import { isAsk, type AskItem } from '#shared/domain/timeline/ask-item.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import { askPlansOf, askWordsOf } from '#renderer/replicas/draft-places.ts'
import type { Replicas } from '#renderer/replicas/replicas.ts'
import { tell } from '#renderer/ui/toasts.tsx'

/** Items that are looked through for what became of an ask; further back nobody can still be answering it. */
const most = 500

/**
 * Takes the words that were begun as an answer into the follow-up, once the session does not ask that any more: the card
 * that showed them is gone. `asks` is what it asks, null until that is known; nothing is taken `while` an answer is on its
 * way, which may be these words.
 */
export function useLeftAnswers(session: string, asks: readonly AskItem[] | null, sending: boolean): void {
  const replicas = useReplicas()
  const taking = useRef(Promise.resolve())
  const open = asks === null ? null : asks.map(({ id }) => id).join('\n')
  useEffect(() => {
    if (open === null || sending) return
    // One after the other, so that no words are taken twice.
    taking.current = taking.current
      .then(() => takeLeft(replicas, session, open.split('\n')))
      .catch(() => undefined)
  }, [replicas, session, open, sending])
}

async function takeLeft(
  { client, drafts }: Replicas,
  session: string,
  open: readonly string[],
): Promise<void> {
  const left: { readonly place: string; readonly id: string; readonly isPlan: boolean }[] = []
  for (const prefix of [askWordsOf(session), askPlansOf(session)])
    for (const place of (await drafts.places(prefix)).keys()) {
      const id = place.slice(prefix.length)
      if (!open.includes(id)) left.push({ place, id, isPlan: prefix !== askWordsOf(session) })
    }
  if (left.length === 0) return
  const page = await client.session.timeline({ session, limit: most })
  if (!page.ok) return
  const asked = new Map(page.value.items.filter(isAsk).map((item) => [item.id, item]))
  for (const { place, id, isPlan } of left) {
    const item = asked.get(id)
    // More is asked than is told of at once.
    if (item?.state === 'waiting') continue
    const sent = isPlan && item?.kind === 'approval' ? item.plan?.text : item?.words
    const isMoved = await drafts.movePlace(place, followUpDraft(session), sent ?? null)
    if (!isMoved) continue
    const isAnswered = item?.state === 'completed' || item?.state === 'declined'
    tell(
      isAnswered
        ? 'It was answered without the words that you began. They are in the follow-up now, and nothing of them was sent.'
        : 'The agent does not wait for this answer any more. What you began to write is in the follow-up now, and nothing of it was sent.',
    )
  }
}
