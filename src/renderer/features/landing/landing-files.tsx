import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import styles from './landing-files.module.css'

const rowHeight = 24
const signs = {
  added: 'added',
  modified: '',
  deleted: 'deleted',
  renamed: 'renamed',
  typeChanged: 'type',
} as const

/** The files that land, with their sizes; the one whose difference is shown is marked. */
export function LandingFiles({
  preview,
  shown,
  onShow,
}: {
  readonly preview: LandingPreview
  /** A path; null for none. */
  readonly shown: string | null
  readonly onShow: (path: string) => void
}): ReactNode {
  const { files, trees, left } = preview
  const scroller = useRef<HTMLUListElement>(null)
  const virtual = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  })
  const at = files.findIndex((file) => file.path === shown)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const deleted = files.reduce((sum, file) => sum + file.deleted, 0)
  const tree = trees.landed ?? trees.accepted
  return (
    <section aria-label="Files that land" className={styles.files}>
      <h3 className={styles.title}>
        {countOf(files.length, 'file')}
        {left > 0 ? `, ${numberText(left)} more stay${left === 1 ? 's' : ''} here` : ''}{' '}
        {added > 0 ? <span className={styles.added}>+{numberText(added)}</span> : null}{' '}
        {deleted > 0 ? <span className={styles.deleted}>−{numberText(deleted)}</span> : null}
        <span className={styles.hint}>{firstKey('landing.nextFile')} next file</span>
        <code className={styles.tree} title={`Tree ${tree}`}>
          tree {tree.slice(0, 10)}
        </code>
      </h3>
      <ul ref={scroller} tabIndex={-1} aria-label="Files" className={styles.list}>
        <li aria-hidden style={{ height: virtual.getTotalSize() }} />
        {virtual.getVirtualItems().map((item) => {
          const file = files[item.index]
          if (file === undefined) return null
          return (
            <li
              key={file.path}
              aria-setsize={files.length}
              aria-posinset={item.index + 1}
              className={styles.place}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <button
                type="button"
                className={styles.file}
                aria-current={file.path === shown || undefined}
                onClick={() => onShow(file.path)}
              >
                <span className={styles.path} title={pathForDisplay(file.path)}>
                  {file.oldPath === null ? '' : `${pathForDisplay(file.oldPath)} → `}
                  {pathForDisplay(file.path)}
                </span>
                <span className={styles.change}>{signs[file.change]}</span>
                <span className={styles.added}>{file.added > 0 ? `+${numberText(file.added)}` : ''}</span>
                <span className={styles.deleted}>
                  {file.deleted > 0 ? `−${numberText(file.deleted)}` : ''}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
