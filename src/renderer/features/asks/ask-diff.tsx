import { useMemo, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { askDiffLines, type AskDiffLine } from '#shared/domain/timeline/ask-diff.ts'
import styles from './ask.module.css'

const signs: Readonly<Record<AskDiffLine['kind'], string>> = {
  head: '',
  gap: '',
  same: ' ',
  added: '+',
  deleted: '−',
}

/** What an agent would write, line by line. */
export function AskDiff({ diff }: { readonly diff: string }): ReactNode {
  const lines = useMemo(() => askDiffLines(diff), [diff])
  return (
    <div className={styles.diff} role="group" aria-label="What it would write">
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
