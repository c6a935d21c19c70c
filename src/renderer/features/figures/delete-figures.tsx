import { useEffect, useRef, useState, type ReactNode } from 'react'
import { countOf } from '#shared/base/quantity-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { reportFailure } from '#renderer/ui/toasts.tsx'
import { tellAttention } from '#renderer/view/resting-attention.ts'
import { dayText } from './figure-words.ts'
import styles from './figures.module.css'

const unanswered =
  'The workbench did not answer, so the figures may still be there. Nothing else changed. Open this page again to see.'

/** Deletes all figures, once the person was told what goes and said yes. */
export function DeleteFigures({
  kept,
  since,
  onDeleted,
}: {
  readonly kept: number
  readonly since: number
  readonly onDeleted: () => void
}): ReactNode {
  const client = useClient()
  const [asks, setAsks] = useState(false)
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asks) keep.current?.focus()
  }, [asks])
  const agree = async (): Promise<void> => {
    // What is on its way goes, too.
    await tellAttention()
    const deleted = await client.figures.delete().catch(() => null)
    setAsks(false)
    if (deleted === null) return reportFailure({ message: unanswered })
    if (!deleted.ok) return reportFailure(deleted.error)
    announce(`${countOf(deleted.value, 'figure')} deleted`)
    onDeleted()
  }
  if (!asks)
    return (
      <div>
        <Button onClick={() => setAsks(true)}>Delete all figures</Button>
      </div>
    )
  return (
    <div className={styles.asks} role="group" aria-label="Delete all figures?">
      <p>
        This deletes {countOf(kept, 'figure')} since {dayText(since)}, with the file that they are in; no copy
        of the database has them. Decisions, landings and sessions stay as they are. The figures can’t be
        brought back.
      </p>
      <div className={styles.acts}>
        <Button look="danger" onClick={() => void agree()}>
          Delete {countOf(kept, 'figure')}
        </Button>
        <Button ref={keep} look="primary" onClick={() => setAsks(false)}>
          Keep them
        </Button>
      </div>
    </div>
  )
}
