import { useState, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { LandingPreview } from '#shared/contract/landing.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { Button } from '#renderer/ui/button.tsx'
import styles from './landing.module.css'

const atFirst = 100
const signs = {
  added: 'added',
  modified: '',
  deleted: 'deleted',
  renamed: 'renamed',
  typeChanged: 'type',
} as const

/** The files that land, with their sizes. */
export function LandingFiles({ preview }: { readonly preview: LandingPreview | null }): ReactNode {
  const [all, setAll] = useState(false)
  if (preview === null) return <p className={styles.note}>Building the accepted tree.</p>
  const { files } = preview
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const deleted = files.reduce((sum, file) => sum + file.deleted, 0)
  return (
    <section aria-label="Files that land" className={styles.files}>
      <h3 className={styles.filesTitle}>
        {countOf(files.length, 'file')}, {countOf(preview.accepted, 'hunk')}{' '}
        <span className={styles.added}>+{added}</span> <span className={styles.deleted}>−{deleted}</span>
        <code className={styles.tree} title={`Tree ${preview.tree}`}>
          tree {preview.tree.slice(0, 10)}
        </code>
      </h3>
      <ul tabIndex={0} aria-label="Files" className={styles.fileList}>
        {files.slice(0, all ? files.length : atFirst).map((file) => (
          <li key={file.path} className={styles.file}>
            <span className={styles.path} title={pathForDisplay(file.path)}>
              {file.oldPath === null ? '' : `${pathForDisplay(file.oldPath)} → `}
              {pathForDisplay(file.path)}
            </span>
            <span className={styles.change}>{signs[file.change]}</span>
            <span className={styles.added}>+{file.added}</span>
            <span className={styles.deleted}>−{file.deleted}</span>
          </li>
        ))}
      </ul>
      {!all && files.length > atFirst ? (
        <Button look="quiet" onClick={() => setAll(true)}>
          Show all {files.length.toLocaleString('en')} files
        </Button>
      ) : null}
    </section>
  )
}
