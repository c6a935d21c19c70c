import { X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { diffWords, type TextSpan } from '#renderer/editor/index.ts'
import { IconButton } from '#renderer/ui/button.tsx'
import { useBoundCommands } from '#renderer/commands/bound-keys.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import type { Review } from './review-store.ts'
import styles from './previous-panel.module.css'

type Loaded = { readonly then: string; readonly now: string } | { readonly failure: string } | null

/** What a hunk's new text was when it was decided, and what it is now. */
export function PreviousPanel({
  review,
  hunk,
}: {
  readonly review: Review
  readonly hunk: string
}): ReactNode {
  // Its keys are shown.
  useBoundCommands()
  const [loaded, setLoaded] = useState<Loaded>(null)
  useEffect(() => {
    let wanted = true
    setLoaded(null)
    review.client.changeset
      .previous({ session: review.session, hunk })
      .then((result) => {
        if (wanted) setLoaded(result.ok ? result.value : { failure: result.error.message })
      })
      .catch(() => {
        if (wanted) setLoaded({ failure: 'The workbench did not answer, so the earlier text is not shown.' })
      })
    return () => {
      wanted = false
    }
  }, [review, hunk])
  const close = (): void => review.dialogs.setState({ previousOf: null })
  if (loaded === null) return null
  return (
    <aside className={styles.panel} aria-label="Changed since it was decided">
      <header className={styles.header}>
        <h3>Changed since you decided it</h3>
        <IconButton label="Close" hint={firstKey('review.showPrevious')} onClick={close}>
          <X size={16} strokeWidth={1.5} />
        </IconButton>
      </header>
      {'failure' in loaded ? (
        <p className={styles.failure}>{loaded.failure}</p>
      ) : (
        <Compared then={loaded.then} now={loaded.now} />
      )}
    </aside>
  )
}

function Compared({ then, now }: { readonly then: string; readonly now: string }): ReactNode {
  const old = then.split('\n')
  const fresh = now.split('\n')
  const words = diffWords(old, fresh) ?? []
  return (
    <div className={styles.sides}>
      <Side label="Then" lines={old} marks={words.map((word) => word.old)} tone="old" />
      <Side label="Now" lines={fresh} marks={words.map((word) => word.new)} tone="new" />
    </div>
  )
}

function Side({
  label,
  lines,
  marks,
  tone,
}: {
  readonly label: string
  readonly lines: readonly string[]
  readonly marks: readonly TextSpan[]
  readonly tone: 'old' | 'new'
}): ReactNode {
  return (
    <figure className={styles.side} data-tone={tone}>
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} aria-label={label}>
        {lines.map((line, index) => (
          // Lines have no identity but their place.
          <div key={index}>{marked(line, index, marks)}</div>
        ))}
      </pre>
    </figure>
  )
}

function marked(line: string, index: number, marks: readonly TextSpan[]): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const mark of marks) {
    if (mark.endLine < index || mark.startLine > index) continue
    const from = mark.startLine === index ? mark.startColumn - 1 : 0
    const to = mark.endLine === index ? mark.endColumn - 1 : line.length
    if (to <= from) continue
    parts.push(line.slice(at, from), <mark key={from}>{line.slice(from, to)}</mark>)
    at = to
  }
  parts.push(line.slice(at))
  return line === '' ? '\u200b' : parts
}
