import type { ReactNode } from 'react'
import { failureOf } from '#shared/domain/session/words.ts'
import styles from './session.module.css'

/** Why an agent failed, and the last lines that it wrote. */
export function Failure({ activity }: { readonly activity: string }): ReactNode {
  const { message, lastLines } = failureOf(activity)
  return (
    <>
      <p>{message || 'The agent failed. What it changed until then is kept, to decide as always.'}</p>
      {lastLines === '' ? null : (
        <pre className={styles.lastLines} aria-label="The last lines of its output">
          {lastLines}
        </pre>
      )}
    </>
  )
}
