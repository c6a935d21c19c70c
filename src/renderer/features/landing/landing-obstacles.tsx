import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import styles from './landing.module.css'

/** Files that keep it from landing, all of them, and why. */
export function ObstaclePaths({
  title,
  paths,
}: {
  readonly title: string
  readonly paths: readonly string[]
}): ReactNode {
  if (paths.length === 0) return null
  return (
    <div className={styles.obstacle} role="alert">
      <p className={styles.obstacleTitle}>
        <TriangleAlert size={16} strokeWidth={1.5} aria-hidden /> {title}
      </p>
      <ul className={styles.obstaclePaths}>
        {paths.map((path) => (
          <li key={path}>{pathForDisplay(path)}</li>
        ))}
      </ul>
    </div>
  )
}
