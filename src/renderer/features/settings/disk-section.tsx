import { useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { ageText, countOf, numberText, sizeText } from '#shared/base/quantity-text.ts'
import { useReplicas } from '#renderer/replicas/context.ts'
import { wholeUse } from '#renderer/replicas/disk-use.ts'
import { Button } from '#renderer/ui/button.tsx'
import { useNow } from '#renderer/view/now.ts'
import styles from './settings.module.css'

/** Sessions that are over for longer than this are offered, in days: as `winnow gc` does. */
const olderThanDays = 30

/** What could go, in one sentence; null until it was asked for. */
function useOffer(): readonly [string | null, () => void] {
  const { client } = useReplicas()
  const [offer, setOffer] = useState<string | null>(null)
  const ask = async (): Promise<void> => {
    setOffer('Looking for what can go.')
    const { items, kept } = await client.session.garbage({ olderThanDays })
    const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0)
    const sessions = new Set(items.map((item) => item.session)).size
    const stays =
      kept.length === 0 ? '' : ` ${countOf(kept.length, 'part')} would be old enough and must stay.`
    setOffer(
      items.length === 0
        ? `Nothing is of a session that was over for ${olderThanDays} days.${stays}`
        : `${sizeText(bytes)} are of ${countOf(sessions, 'session')} that were over for ${olderThanDays} days.${stays} Nothing was deleted: winnow gc --dry-run lists it, winnow gc deletes it.`,
    )
  }
  return [
    offer,
    () => void ask().catch(() => setOffer('It could not be asked. Nothing was deleted. Try again.')),
  ]
}

/** What the data folder takes on the disk, as it was counted last. */
export function DiskSection(): ReactNode {
  const { diskUse } = useReplicas()
  const { use, at, counting } = useStore(diskUse.store)
  const [offer, ask] = useOffer()
  const now = useNow()
  useEffect(() => void diskUse.count(), [diskUse])
  const age = ageText(at, now)
  const rows: readonly (readonly [string, string])[] =
    use === null
      ? []
      : [
          ['Worktrees of sessions', sizeText(use.worktrees)],
          ['Output of agents', sizeText(use.outputs)],
          ['Pictures of prompts', sizeText(use.pictures)],
          ['Decisions, sessions and settings, with copies', sizeText(use.database)],
          ['Trash, emptied by itself', sizeText(use.trash)],
          ['Hidden references in your repositories', numberText(use.references)],
        ]
  return (
    <section className={styles.section} aria-label="Disk">
      <h3 className={styles.heading}>
        Disk <span className={styles.scope}>what Winnow keeps for you on this machine</span>
      </h3>
      <dl className={styles.disk}>
        {rows.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>
        {use === null
          ? 'Counting.'
          : `${use.whole ? '' : 'At least '}${sizeText(wholeUse(use))} in all, counted ${age === 'now' ? 'just now' : `${age} ago`}${counting ? '; counting again' : ''}.`}
      </p>
      <div>
        <Button onClick={ask}>Show what can be deleted</Button>
      </div>
      {offer === null ? null : (
        <p className={styles.note} role="status">
          {offer}
        </p>
      )}
    </section>
  )
}
