import { CornerDownLeft, Quote } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Session } from '#shared/domain/session/session.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { useClient } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { keepDraft, readDrafts } from '#renderer/replicas/drafts.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { followUpDraft, followUpStore, writeFollowUp } from '#renderer/actions/follow-ups.ts'
import styles from './follow-up-box.module.css'

/** Why a follow-up can't be sent now; its text is kept meanwhile. */
function sendingObstacle(session: Session, empty: boolean, sending: boolean): string | null {
  if (empty) return 'There is nothing to send yet.'
  if (sending) return 'It is being sent.'
  const busy = session.state === 'queued' || session.state === 'preparing' || session.state === 'running'
  return busy ? 'The agent is at work. Wait for its turn to end, or stop it first.' : null
}

/** Words to the agent about what it did; sending them starts its next turn. */
export function FollowUpBox({ session }: { readonly session: Session }): ReactNode {
  const client = useClient()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = useStore(followUpStore, (state) => state.texts.get(session.id) ?? '')
  const wanted = useStore(followUpStore, (state) => state.wanted)
  const [sending, setSending] = useState(false)

  useEffect(() => {
    if (followUpStore.getState().texts.has(session.id)) return
    void readDrafts(client).then((drafts) =>
      followUpStore.setState(({ texts }) =>
        texts.has(session.id)
          ? { texts }
          : { texts: new Map(texts).set(session.id, drafts[followUpDraft(session.id)] ?? '') },
      ),
    )
  }, [client, session.id])

  useEffect(() => {
    const element = field.current
    if (!wanted || element === null) return
    followUpStore.setState({ wanted: false })
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    element.scrollTop = element.scrollHeight
  }, [wanted])

  const empty = text.trim() === ''
  const send = async (): Promise<void> => {
    setSending(true)
    const result = await client.session.followUp({ session: session.id, text: text.trim() })
    setSending(false)
    if (!result.ok) return reportFailure(result.error)
    followUpStore.setState(({ texts }) => ({ texts: new Map(texts).set(session.id, '') }))
    keepDraft(client, followUpDraft(session.id), '')
    focusPane('review')
  }
  useCommand('followUp.send', () => void send(), {
    disabledReason: sendingObstacle(session, empty, sending),
  })
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    focusPane('review')
  }
  return (
    <div className={styles.box} data-scope="followUp">
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Follow-up to the agent"
        placeholder="Tell the agent what to change"
        rows={2}
        value={text}
        onChange={(event) => writeFollowUp(client, session.id, event.target.value)}
        onKeyDown={onKey}
      />
      <div className={styles.actions}>
        <CommandButton command="session.quoteRejected" icon={<Quote size={16} strokeWidth={1.5} />} />
        <span className={styles.space} />
        <CommandButton
          command="followUp.send"
          look={empty ? 'quiet' : 'primary'}
          icon={<CornerDownLeft size={16} strokeWidth={1.5} />}
        >
          {sending ? 'Sending' : 'Send follow-up'}
        </CommandButton>
      </div>
    </div>
  )
}
