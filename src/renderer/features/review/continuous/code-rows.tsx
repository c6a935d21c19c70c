import { memo, type ReactNode } from 'react'
import type { StaticRun, StaticText, TextSide } from '#renderer/editor/index.ts'
import { copiedRow } from '#renderer/ui/copy-rows.ts'
import type { FileBlock } from './file-blocks.ts'
import styles from './code-rows.module.css'

/**
 * Rows `from`…`to` (exclusive) of a block of code, as light as they can be: no editor draws them. What is in `code` never
 * changes but its colours, which `colours` tells.
 */
export const CodeRows = memo(function CodeRows({
  code,
  block,
  from,
  to,
  layout,
}: {
  readonly code: StaticText
  readonly block: FileBlock & { readonly kind: 'context' | 'change' }
  readonly from: number
  readonly to: number
  readonly layout: 'split' | 'unified'
  /** Grows when the rows have other colours. */
  readonly colours: number
}): ReactNode {
  const rows: ReactNode[] = []
  const words = block.kind === 'change' ? code.wordsOf(block.change) : null
  const cell = (side: TextSide, line: number, kind: 'old' | 'new' | 'same', other?: number): ReactNode => (
    <Cell
      key={side}
      kind={kind}
      old={side === 'old' ? line : other}
      now={side === 'new' ? line : undefined}
      runs={code.runsOf(side, line, words?.[side].get(line))}
      column={layout === 'split' ? side : undefined}
    />
  )
  for (let at = from; at < to; at += 1) {
    if (block.kind === 'context') {
      const [old, now] = [block.oldStart + at, block.newStart + at]
      rows.push(
        layout === 'split' ? (
          <div key={at} className={styles.pair}>
            {cell('old', old, 'same')}
            {cell('new', now, 'same')}
          </div>
        ) : (
          <div key={at} className={styles.row}>
            {cell('new', now, 'same', old)}
          </div>
        ),
      )
      continue
    }
    const { oldStart, oldLines, newStart, newLines } = block.change
    if (layout === 'unified')
      rows.push(
        <div key={at} className={styles.row}>
          {at < oldLines ? cell('old', oldStart + at, 'old') : cell('new', newStart + at - oldLines, 'new')}
        </div>,
      )
    else
      rows.push(
        <div key={at} className={styles.pair}>
          {at < oldLines ? cell('old', oldStart + at, 'old') : <div className={styles.none} />}
          {at < newLines ? cell('new', newStart + at, 'new') : <div className={styles.none} />}
        </div>,
      )
  }
  return <div className={`static-code ${styles.rows}`}>{rows}</div>
})

/** A line with its numbers, which are not of its text. */
function Cell({
  kind,
  old,
  now,
  runs,
  column,
}: {
  readonly kind: 'old' | 'new' | 'same'
  readonly old: number | undefined
  readonly now: number | undefined
  readonly runs: readonly StaticRun[]
  /** Which of two columns it stands in. */
  readonly column: TextSide | undefined
}): ReactNode {
  const text = runs.map(({ text: run, className, source }, at) =>
    // Text of the plain colour needs no element.
    className === 'mtk1' && source === undefined ? (
      run
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the runs of a line never move
      <span key={at} className={className} data-source={source}>
        {run}
      </span>
    ),
  )
  const Line = kind === 'old' ? 'del' : kind === 'new' ? 'ins' : 'code'
  return (
    <div className={styles.cell} data-kind={kind} data-old={old} data-new={now} data-column={column}>
      <Line className={styles.line} {...copiedRow}>
        {text}
      </Line>
    </div>
  )
}

/** Room for rows whose text is on its way. */
export function EmptyRows({ height }: { readonly height: number }): ReactNode {
  return <div className={styles.empty} style={{ height }} aria-hidden />
}
