import { useMemo, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { unifiedLines, type UnifiedLine } from '#shared/diff/unified-lines.ts'
import styles from './unified-diff.module.css'

const signs: Readonly<Record<UnifiedLine['kind'], string>> = {
  head: '',
  gap: '',
  same: ' ',
  added: '+',
  deleted: '−',
}

/** A unified difference, line by line. */
export function UnifiedDiff({ diff, label }: { readonly diff: string; readonly label: string }): ReactNode {
  const lines = useMemo(() => unifiedLines(diff), [diff])
  return (
    <div className={styles.diff} role="group" aria-label={label}>
      {lines.map(({ kind, text }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the lines of one diff never change
        <div key={index} className={styles.diffLine} data-kind={kind}>
          <span className={styles.sign} aria-hidden>
            {signs[kind]}
          </span>
          <span>
            {kind === 'added' ? <span className="visually-hidden">added: </span> : null}
            {kind === 'deleted' ? <span className="visually-hidden">removed: </span> : null}
            {wordsForDisplay(text)}
          </span>
        </div>
      ))}
    </div>
  )
}
