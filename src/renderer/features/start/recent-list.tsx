import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Repository } from '#shared/domain/repository/repository.ts'
import { ageText } from '#shared/base/quantity-text.ts'
import { exactTime, useNow } from '#renderer/view/now.ts'
import { answer } from '#renderer/actions/answer.ts'
import { IconButton } from '#renderer/ui/button.tsx'
import { useReplicas } from '#renderer/replicas/context.ts'
import styles from './start.module.css'

const mostShown = 8

/** Repositories opened before; the latest is a press of Enter away. */
export function RecentList({
  repositories,
  onOpen,
}: {
  readonly repositories: readonly Repository[]
  readonly onOpen: (path: string) => void
}): ReactNode {
  const { client, repositories: known } = useReplicas()
  const now = useNow()
  const forget = async (repository: Repository): Promise<void> => {
    await answer(
      client.repository.forget({ repository: repository.id }),
      `Removed ${repository.name} from the list.`,
    )
    await known.load()
  }
  return (
    <ul className={styles.recent}>
      {repositories.slice(0, mostShown).map((repository) => (
        <li key={repository.id} className={styles.recentItem}>
          <button type="button" className={styles.recentRow} onClick={() => onOpen(repository.path)}>
            <span className={styles.recentName}>{repository.name}</span>
            <span className={styles.recentPath}>{repository.path}</span>
            <span className={styles.recentAge} title={exactTime(repository.openedAt)}>
              {repository.branch === null ? 'detached' : repository.branch} ·{' '}
              {ageText(repository.openedAt, now)}
            </span>
          </button>
          <IconButton
            label={`Remove ${repository.name} from this list`}
            className={styles.forget}
            onClick={() => void forget(repository)}
          >
            <X size={16} strokeWidth={1.5} />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
