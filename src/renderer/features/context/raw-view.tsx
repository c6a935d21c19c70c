import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { FollowedRows } from '#renderer/ui/followed-rows.tsx'
import type { RawOutput } from './raw-output.ts'
import { rawParts } from './raw-text.ts'
import styles from './output-view.module.css'

/** Every byte of the window of a log, whatever it would do to a terminal. */
export function RawView({ raw }: { readonly raw: RawOutput }): ReactNode {
  const { count, version, place, found } = useStore(raw.store)
  return (
    <FollowedRows
      count={count}
      version={version}
      guess={18}
      place={place}
      label="Raw text"
      className={styles.raw}
      renderRow={(index) => (
        <div className={styles.row} data-found={index === found?.row || undefined}>
          {rawParts(raw.rows.bytesOf(index)).map(({ text, sign }, part) =>
            sign ? (
              <span key={part} className={styles.sign}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </div>
      )}
    />
  )
}
