import { CornerDownLeft } from 'lucide-react'
import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { useStore } from 'zustand'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { forkSession } from '#renderer/actions/fork.ts'
import { useClient } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { useAgents, useSession, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { forkQuestion } from '#renderer/view/fork-question.ts'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import styles from './fork-dialog.module.css'

function ForkForm({
  session,
  checkpoint,
  field,
}: {
  readonly session: SessionSummary
  readonly checkpoint: string | null
  readonly field: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const client = useClient()
  const words = useTyped(draftPlaces.fork(session.id), '')
  const [busy, setBusy] = useState(false)
  const offer = (useAgents() ?? []).find(({ choice }) => choice.kind === session.agent.kind)
  const knows = offer?.capabilities.includes('fork') === true
  const text = words.text.trim()
  const start = async (): Promise<void> => {
    setBusy(true)
    const begun = await forkSession(client, session, checkpoint, text).finally(() => setBusy(false))
    if (begun) words.drop()
  }
  const obstacle = text === '' ? 'Say how it should go on.' : busy ? 'It is being started.' : null
  useCommand('fork.start', () => void start(), { disabledReason: obstacle })
  return (
    <div className={styles.form}>
      <Field
        label="How the second session goes on"
        value={words.text}
        onChange={words.write}
        rows={4}
        areaRef={field}
        placeholder="Try it another way"
        note={
          knows
            ? 'Its agent knows what was said until then.'
            : `${session.agent.label} can’t take its talk along. It begins a new one, and is told the task, its plan, and what you rejected and why.`
        }
      />
      <footer className={styles.foot}>
        <p className={styles.reason}>{busy ? '' : (obstacle ?? '')}</p>
        <CommandButton
          command="fork.start"
          look="primary"
          icon={<CornerDownLeft size={16} strokeWidth={1.5} />}
          showKey
        >
          {busy ? 'Starting' : 'Start the fork'}
        </CommandButton>
      </footer>
    </div>
  )
}

/** Asks how a second session should go on from a place in this one. */
export function ForkDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'fork')
  const question = useStore(forkQuestion, (state) => state.question)
  const session = useSession(question?.session ?? null)
  const field = useRef<HTMLTextAreaElement>(null)
  const place = question?.checkpoint === null ? 'at the end of its last turn' : 'at this checkpoint'
  return (
    <Dialog
      open={open && question !== null && session !== null}
      onClose={() => showDialog(null)}
      title="Fork the session"
      description={
        session === null
          ? undefined
          : `A second session begins with the files that “${wordsForDisplay(session.title)}” had ${place}. That session stays as it is.`
      }
      width={560}
      scope="fork"
      openedBy="session.fork"
      initialFocus={field}
    >
      {session === null || question === null ? null : (
        <ForkForm key={session.id} session={session} checkpoint={question.checkpoint} field={field} />
      )}
    </Dialog>
  )
}
