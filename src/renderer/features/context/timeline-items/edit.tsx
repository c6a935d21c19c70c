import { CircleAlert, FileDiff } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { pathForDisplay, textForDisplay } from '#shared/base/path-text.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { unifiedLines } from '#shared/diff/unified-lines.ts'
import type { EditItem } from '#shared/domain/timeline/kinds/edit.ts'
import { UnifiedDiff } from '#renderer/ui/unified-diff.tsx'
import { useUnfolded } from '../use-unfolded.ts'
import { itemIcon, type ItemProps } from './item-props.ts'
import styles from '../timeline.module.css'

export function Edit({ item, session }: ItemProps<EditItem>): ReactNode {
  const paths = item.paths.map(pathForDisplay)
  const isFailed = item.state === 'failed'
  const Icon = isFailed ? CircleAlert : FileDiff
  return (
    <>
      <div className={styles.line}>
        <Icon {...itemIcon} />
        <span className={styles.editText} data-failed={isFailed || undefined}>
          {item.text === '' ? `Edited ${countOf(paths.length, 'file')}` : textForDisplay(item.text)}
          {paths.map((path) => (
            <code key={path} className={styles.path}>
              {path}
            </code>
          ))}
        </span>
      </div>
      {item.diff === null || item.diff === '' ? null : (
        <EditDiff name={`${session} ${item.id}`} diff={item.diff} />
      )}
    </>
  )
}

/** What an edit wrote: a size until it is wanted. */
function EditDiff({ name, diff }: { readonly name: string; readonly diff: string }): ReactNode {
  const [open, setOpen] = useUnfolded(name, false)
  const [added, deleted] = useMemo(() => {
    const lines = unifiedLines(diff)
    return (['added', 'deleted'] as const).map((kind) => lines.filter((line) => line.kind === kind).length)
  }, [diff])
  return (
    <>
      <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide' : 'Show'} <span className={styles.added}>+{numberText(added ?? 0)}</span>{' '}
        <span className={styles.deleted}>
          {'\u2212'}
          {numberText(deleted ?? 0)}
        </span>
      </button>
      {open ? <UnifiedDiff diff={diff} label="What it wrote" /> : null}
    </>
  )
}
