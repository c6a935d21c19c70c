import { memo, type ReactNode } from 'react'
import { ChevronDown, ChevronUp } from 'lucide-react'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { factsOf } from './hunk-view.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { changeWord, shortenPath, sizeOf } from './words.ts'
import styles from './file-header.module.css'

/** The path of the file on screen, what happens to it, and facts on its bytes. */
export const FileHeader = memo(function FileHeader({
  file,
  text,
  hunks,
  decided,
  place,
}: {
  readonly file: DecidedFile
  readonly text: FileText | null
  readonly hunks: number
  readonly decided: boolean
  /** "2 of 5": which of the file's hunks is in focus. */
  readonly place: string | null
}): ReactNode {
  const path = pathForDisplay(file.path)
  const old = file.oldPath === null ? null : pathForDisplay(file.oldPath)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, path.length - name.length)
  const { added, deleted } = sizeOf(file)
  const mode =
    file.oldOid !== null && file.newOid !== null && file.oldMode !== file.newMode
      ? `${file.oldMode} \u2192 ${file.newMode}`
      : null
  const facts = [...(mode === null ? [] : [mode]), ...(text === null ? [] : factsOf(text))]
  return (
    <div className={styles.frame}>
      <div className={styles.header}>
        <h2 className={styles.path} title={old === null ? path : `${old} \u2192 ${path}`}>
          {old === null ? null : <span className={styles.old}>{shortenPath(old, 40)} →</span>}
          <span className={styles.folder}>{shortenPath(folder, 48)}</span>
          <span className={styles.name}>{name}</span>
        </h2>
        <span className={styles.change} data-change={file.change}>
          {changeWord[file.change]}
        </span>
        {added + deleted === 0 ? null : (
          <span className={styles.size}>
            {added > 0 ? <span className={styles.added}>+{numberText(added)}</span> : null}
            {deleted > 0 ? <span className={styles.deleted}>{`\u2212${numberText(deleted)}`}</span> : null}
          </span>
        )}
        {facts.map((fact) => (
          <span key={fact} className={styles.fact}>
            {fact}
          </span>
        ))}
        <span className={styles.space} />
        <span className={styles.place}>
          {place === null ? countOf(hunks, 'hunk') : place}
          {decided ? ', all decided' : ''}
        </span>
        {steps}
      </div>
    </div>
  )
})

/** The same element each time: it is not made anew with the place. */
const steps = (
  <>
    <CommandButton command="review.previousFile" icon={<ChevronUp size={16} strokeWidth={1.5} />} />
    <CommandButton command="review.nextFile" icon={<ChevronDown size={16} strokeWidth={1.5} />} />
  </>
)
