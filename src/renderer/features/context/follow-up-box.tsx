import { CornerDownLeft, Quote } from 'lucide-react'
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { SentFollowUp } from '#shared/contract/session.ts'
import { withoutPicture } from '#shared/domain/picture/named-pictures.ts'
import { isBusy } from '#shared/domain/session/busy.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { focusPane } from '#renderer/view/view-store.ts'
import { keyOf } from '#renderer/commands/key-reader.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { useDetails, useDraft, useReplicas, useHomes, useTyped } from '#renderer/replicas/context.ts'
import { followUpDraft } from '#renderer/replicas/drafts.ts'
import { usePictureTarget } from '#renderer/actions/prompt-pictures.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { announce } from '#renderer/ui/announcer.tsx'
import { Pictures } from '#renderer/ui/pictures.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { useWantedField } from '#renderer/view/wanted-field.ts'
import { ModeChip } from './mode-chip.tsx'
import { SteerButton } from './steer-button.tsx'
import { noneWaits, WaitingFollowUps } from './waiting-follow-ups.tsx'
import styles from './follow-up-box.module.css'

/** Why a follow-up can't be sent now; its text is kept meanwhile. */
function sendingObstacle(empty: boolean, sending: boolean): string | null {
  if (empty) return 'There is nothing to send yet.'
  return sending ? 'It is being sent.' : null
}

/** What became of a follow-up that was sent. */
function sentWords({ waits, steered }: SentFollowUp, when: 'turnEnd' | 'now'): string {
  if (steered) return 'The agent has it.'
  if (!waits) return 'Sent.'
  return when === 'now'
    ? 'The agent can’t take it while it works. It is sent when the turn ends.'
    : 'It is sent when the turn ends.'
}

/** Words to the agent about what it did; sending them starts its next turn. */
export function FollowUpBox({ session }: { readonly session: SessionSummary }): ReactNode {
  const { client, drafts } = useReplicas()
  const field = useWantedField<HTMLTextAreaElement>('followUp')
  const [text, write] = useDraft(followUpDraft(session.id))
  const pictures = usePictureTarget(followUpDraft(session.id), field)
  const homes = useHomes()
  const [sending, setSending] = useState(false)
  const waiting = useDetails(session.id)?.waiting ?? noneWaits
  // What waited for a turn that failed or was stopped is a draft again.
  const idle = !isBusy(session)
  useEffect(() => {
    if (idle) void drafts.load(followUpDraft(session.id)).catch(() => undefined)
  }, [idle, drafts, session.id])
  const mode = useTyped(draftPlaces.followUpMode(session.id), '')
  const takeBack = async (id: string): Promise<void> => {
    const result = await client.session.takeBackFollowUp({ session: session.id, id })
    if (!result.ok) return reportFailure(result.error)
    const taken = waiting.find((one) => one.id === id)
    if (taken?.mode !== undefined) mode.write(taken.mode)
    await drafts.load(followUpDraft(session.id)).catch(() => undefined)
    announce('Taken back.')
    field.current?.focus()
  }
  useCommand(
    'followUp.takeBack',
    () => {
      const last = waiting.at(-1)
      if (last !== undefined) void takeBack(last.id)
    },
    { disabledReason: waiting.length === 0 ? 'No follow-up waits.' : null },
  )

  const empty = text.trim() === ''
  const send = async (when: 'turnEnd' | 'now' = 'turnEnd'): Promise<void> => {
    setSending(true)
    const result = await client.session.followUp({
      ...{ session: session.id, text: text.trim(), when },
      ...(mode.text === '' ? {} : { mode: mode.text }),
    })
    setSending(false)
    if (!result.ok) return reportFailure(result.error)
    announce(sentWords(result.value, when))
    mode.drop()
    drafts.sent(followUpDraft(session.id), text)
    focusPane('review')
  }
  useCommand('followUp.send', () => void send(), {
    disabledReason: sendingObstacle(empty, sending),
  })
  const onKey = (event: KeyboardEvent): void => {
    if (keyOf(event) !== 'Escape') return
    event.preventDefault()
    focusPane('review')
  }
  return (
    <div
      className={styles.box}
      data-scope="followUp"
      data-over={pictures.isOver || undefined}
      {...pictures.dropping}
    >
      <WaitingFollowUps waiting={waiting} onTakeBack={(id) => void takeBack(id)} />
      <textarea
        ref={field}
        className={styles.field}
        data-opened-by="session.followUp session.quoteRejected"
        aria-label="Follow-up to the agent"
        placeholder="Tell the agent what to change"
        rows={2}
        value={text}
        onChange={(event) => write(event.target.value)}
        onPaste={pictures.paste}
        onKeyDown={onKey}
      />
      <Pictures
        text={text}
        homes={homes}
        onRemove={(path) => (homes === null ? undefined : write(withoutPicture(text, path, homes)))}
      />
      <div className={styles.actions}>
        <CommandButton command="session.quoteRejected" icon={<Quote size={16} strokeWidth={1.5} />} />
        <ModeChip session={session} typed={mode} />
        <span className={styles.space} />
        {idle ? null : (
          <SteerButton
            session={session}
            obstacle={
              sendingObstacle(empty, sending) ??
              (mode.text === ''
                ? null
                : 'A mode holds from the next turn on: send it for the end of this one.')
            }
            onSteer={() => void send('now')}
          />
        )}
        <CommandButton
          command="followUp.send"
          look={empty ? 'quiet' : 'primary'}
          icon={<CornerDownLeft size={16} strokeWidth={1.5} />}
        >
          {sending ? 'Sending' : idle ? 'Send follow-up' : 'Send when the turn ends'}
        </CommandButton>
      </div>
    </div>
  )
}
