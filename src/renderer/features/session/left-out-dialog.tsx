import { useRef, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { numberText } from '#shared/base/quantity-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { discardSession, restartSession } from '#renderer/actions/session-actions.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { leftOutStore } from '#renderer/view/left-out-store.ts'
import { showDialog, useView } from '#renderer/view/view-store.ts'
import styles from './left-out-dialog.module.css'

/** Names what would be deleted with a worktree and is in no revision; nothing is, until the person says so here. */
export function LeftOutDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'leftOut')
  const question = useStore(leftOutStore, (state) => state.question)
  const replicas = useReplicas()
  const keep = useRef<HTMLButtonElement>(null)
  const close = (): void => showDialog(null)
  const act = question?.act === 'restart' ? restartSession : discardSession
  return (
    <Dialog
      open={open && question !== null}
      onClose={close}
      title="Not everything can be brought back"
      description={question?.message}
      initialFocus={keep}
    >
      <ul className={styles.paths} tabIndex={0} aria-label="What would be deleted">
        {question?.paths.map((name) => (
          <li key={name}>{pathForDisplay(name)}</li>
        ))}
      </ul>
      <footer className={styles.foot}>
        <Button
          look="danger"
          onClick={() => {
            close()
            if (question) void act(replicas, question.session, 'delete')
          }}
        >
          Delete {numberText(question?.paths.length ?? 0)} left out and{' '}
          {question?.act === 'restart' ? 'run again' : 'discard'}
        </Button>
        <Button ref={keep} look="primary" onClick={close}>
          Keep the worktree
        </Button>
      </footer>
    </Dialog>
  )
}
