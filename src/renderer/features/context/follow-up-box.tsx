import { CornerDownLeft, Quote } from 'lucide-react'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useDraft, useReplicas } from '#renderer/replicas/context.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { useWantedField } from '#renderer/view/wanted-field.ts'
import styles from './follow-up-box.module.css'

/** Why a follow-up can't be sent now; its text is kept meanwhile. */
function sendingObstacle(session: SessionSummary, empty: boolean, sending: boolean): string | null {
  if (empty) return 'There is nothing to send yet.'
  if (sending) return 'It is being sent.'
  const busy = session.state === 'queued' || session.state === 'preparing' || session.state === 'running'
  return busy ? 'The agent is at work. Wait for its turn to end, or stop it first.' : null
}

/** Words to the agent about what it did; sending them starts its next turn. */
export function FollowUpBox({ session }: { readonly session: SessionSummary }): ReactNode {
  const { client, drafts } = useReplicas()
  const field = useWantedField<HTMLTextAreaElement>('followUp')
  const [text, write] = useDraft(followUpDraft(session.id))
  const [sending, setSending] = useState(false)

  const empty = text.trim() === ''
  const send = async (): Promise<void> => {
    setSending(true)
    const result = await client.session.followUp({ session: session.id, text: text.trim() })
    setSending(false)
    if (!result.ok) return reportFailure(result.error)
    drafts.sent(followUpDraft(session.id), text)
    focusPane('review')
  }
  useCommand('followUp.send', () => void send(), {
    disabledReason: sendingObstacle(session, empty, sending),
  })
  const onKey = (event: KeyboardEvent): void => {
    if (keyOf(event) !== 'Escape') return
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
        onChange={(event) => write(event.target.value)}
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
