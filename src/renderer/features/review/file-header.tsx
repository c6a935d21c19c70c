import { memo, type ReactNode } from 'react'
import { BookOpen, ChevronDown, ChevronUp } from 'lucide-react'
import type { Reading } from '#shared/domain/order/reading.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { FileText } from '#shared/domain/changeset/file-text.ts'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { documentKind } from './rendered/document-kind.ts'
import { draftWords } from './hunk-overlay.tsx'
import { urgentReason } from './file-order.ts'
import type { Review } from './review-store.ts'
import { EncodingMenu } from './encoding-menu.tsx'
import { factsOf } from './hunk-view.ts'
import { sinceWords } from './since-decided.ts'
import { useLook } from './use-review.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import { changeWord, modeFact, shortenPath, sizeOf } from './words.ts'
import styles from './file-header.module.css'

/** The path of the file on screen, what happens to it, and facts on its bytes. */
export const FileHeader = memo(function FileHeader({
  review,
  file,
  reading,
  text,
  hunks,
  decided,
  place,
  onDraft,
  onWhole,
}: {
  readonly review: Review
  readonly file: DecidedFile
  /** Why it is read when it is. */
  readonly reading: Reading | null
  readonly text: FileText | null
  readonly hunks: number
  readonly decided: boolean
  /** "2 of 5": which of the file's hunks is in focus. */
  readonly place: string | null
  /** Goes to the edit in this file that was typed and not saved; null where there is none but in focus. */
  readonly onDraft: (() => void) | null
  /** Shows long lines whole; null while nothing is left out of any. */
  readonly onWhole: (() => void) | null
}): ReactNode {
  const path = pathForDisplay(file.path)
  const old = file.oldPath === null ? null : pathForDisplay(file.oldPath)
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, path.length - name.length)
  const { againstBase } = useLook(review, 'againstBase')
  const { added, deleted } = sizeOf(file)
  const mode = modeFact(file)
  const since = text === null || againstBase ? null : sinceWords(file, text)
  const why = urgentReason(reading)
  const facts = [
    ...(since === null ? [] : [since]),
    ...(mode === null ? [] : [mode]),
    ...(text === null ? [] : factsOf(text)),
  ]
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
        {why === null ? null : (
          <span className={styles.why} data-class={reading?.class} title={why}>
            {why}
          </span>
        )}
        {facts.map((fact) => (
          <span key={fact} className={styles.fact}>
            {fact}
          </span>
        ))}
        <EncodingMenu review={review} file={file} text={text} />
        {onDraft === null ? null : (
          <button
            type="button"
            tabIndex={-1}
            className={styles.draft}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onDraft}
          >
            {draftWords}
          </button>
        )}
        {onWhole === null ? null : (
          <button
            type="button"
            tabIndex={-1}
            className={styles.whole}
            title={`Parts of long lines are left out. ${firstKey('review.toggleWholeFile') ?? ''} shows the whole file.`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onWhole}
          >
            Show long lines whole
          </button>
        )}
        <span className={styles.space} />
        {documentKind(file.path) === null || file.binary ? null : rendered}
        <span className={styles.place}>
          {place === null ? countOf(hunks, 'hunk') : place}
          {decided ? ', all decided' : ''}
        </span>
        {steps}
      </div>
    </div>
  )
})

const rendered = (
  <CommandButton command="review.toggleRendered" icon={<BookOpen size={16} strokeWidth={1.5} />} />
)

/** The same element each time: it is not made anew with the place. */
const steps = (
  <>
    <CommandButton command="review.previousFile" icon={<ChevronUp size={16} strokeWidth={1.5} />} />
    <CommandButton command="review.nextFile" icon={<ChevronDown size={16} strokeWidth={1.5} />} />
  </>
)
