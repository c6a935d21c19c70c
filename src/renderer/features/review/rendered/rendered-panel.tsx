import { X } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import { IconButton } from '#renderer/ui/button.tsx'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { documentOf, lineIdOf, shownChanges } from '../hunk-view.ts'
import type { ReviewModel } from '../review-model.ts'
import type { Review } from '../review-store.ts'
import type { TextCache } from '../text-cache.ts'
import { useFileText } from '../use-file-text.ts'
import { useFocus, useReviewState } from '../use-review.ts'
import { documentKind } from './document-kind.ts'
import { RenderedFrame } from './rendered-frame.tsx'
import type { DocumentSides } from './rendering.ts'
import { useRendering } from './use-rendering.ts'
import styles from './rendered-panel.module.css'

/** What is drawn of a file, in words. */
function sidesWord(file: DecidedFile): string {
  if (file.change === 'added') return 'new document'
  return file.change === 'deleted' ? 'deleted document, as it was' : 'what changed is marked'
}

/** A Markdown text or a notebook of the review as it is read, beside its difference. */
export function RenderedPanel({
  review,
  model,
  cache,
}: {
  readonly review: Review
  readonly model: ReviewModel
  readonly cache: TextCache
}): ReactNode {
  // Its key is shown.
  useBoundCommands()
  const { retries } = useReviewState(review, 'retries')
  const { file: current, at } = useFocus(review, 'file', 'at')
  const number = model.changeset.number
  const file = model.files[current] ?? null
  const result = useFileText(cache, number, file, false, retries)
  const text = result?.ok === true ? result.value : null
  const key = file === null || text === null ? null : cache.key(number, file, false)
  const sides = useMemo((): DocumentSides | null => {
    const kind = file === null ? null : documentKind(file.path)
    if (key === null || file === null || text === null || kind === null) return null
    const { before, after, lines } = documentOf(key, file, text)
    return { kind, before, after, changes: lines }
    // The key stands for the texts: a decision draws nothing anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key])
  const isOmitted = [text?.before, text?.after].some((side) => side?.omitted != null)
  const rendering = useRendering(isOmitted ? null : sides)
  const hunk = at === null ? undefined : model.hunks[at]?.hunk
  const focus =
    hunk === undefined || file === null || text === null ? null : lineIdOf(hunk, shownChanges(file, text))
  if (file === null) return null
  const failure =
    result?.ok === false
      ? result.error.message
      : isOmitted
        ? 'It is too large or no text, so it is not drawn.'
        : rendering?.ok === false
          ? rendering.error
          : null
  return (
    <aside className={styles.panel} aria-label={`${pathForDisplay(file.path)} as it is read`}>
      <header className={styles.header}>
        <h3>As it is read</h3>
        <span className={styles.word}>{sidesWord(file)}</span>
        <IconButton
          label="Close"
          hint={firstKey('review.toggleRendered')}
          onClick={() => review.look.setState({ rendered: false })}
        >
          <X size={16} strokeWidth={1.5} />
        </IconButton>
      </header>
      {failure === null ? null : <p className={styles.failure}>{failure}</p>}
      {rendering?.ok === true ? <RenderedFrame parts={rendering.value} focus={focus} /> : null}
      {rendering === null && failure === null ? <p className={styles.failure}>Drawing the document</p> : null}
    </aside>
  )
}
