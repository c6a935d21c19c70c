import { useEffect, useState, type ReactNode } from 'react'
import type { FileDifference } from '#shared/contract/landing.ts'
import type { DiffRow } from '#shared/domain/landing/unified-diff.ts'
import { countOf } from '#shared/base/quantity-text.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { codeName } from '#shared/base/unseen.ts'
import { markedPieces } from '#renderer/editor/index.ts'
import styles from './landing-diff.module.css'

/** Rows that are asked for at first; each time more are wanted, it is four times as many. */
const atFirst = 1000

/** Which difference: of a file, between two trees. */
export interface ShownDifference {
  readonly title: string | null
  readonly from: string
  readonly to: string
  readonly path: string
  readonly oldPath: string | null
}

type Answer = FileDifference | { readonly message: string }

function useDifference(session: string, shown: ShownDifference, limit: number): Answer | null {
  const client = useClient()
  const { from, to, path, oldPath } = shown
  const of = [from, to, path, oldPath].join('\0')
  const [state, setState] = useState<{ readonly of: string; readonly answer: Answer } | null>(null)
  useEffect(() => {
    let wanted = true
    void client.landing.fileDifference({ session, from, to, path, oldPath, limit }).then((result) => {
      if (wanted) setState({ of, answer: result.ok ? result.value : result.error })
    })
    return () => {
      wanted = false
    }
  }, [client, session, of, from, to, path, oldPath, limit])
  return state?.of === of ? state.answer : null
}

const signs = { gap: '', same: ' ', added: '+', deleted: '−', note: '' } as const

function Row({ row }: { readonly row: DiffRow }): ReactNode {
  if (row.kind === 'gap') return <div className={styles.gap}>⋯</div>
  return (
    <div className={[styles.row, styles[row.kind]].join(' ')}>
      <span className={styles.number}>{row.old ?? ''}</span>
      <span className={styles.number}>{row.new ?? ''}</span>
      <span className={styles.sign}>{signs[row.kind]}</span>
      <code className={styles.text}>
        {row.kind === 'note'
          ? `⟨${row.text}⟩`
          : markedPieces(row.text).map((piece, at) =>
              piece.mark === null ? (
                piece.text
              ) : (
                <span
                  // oxlint-disable-next-line react/no-array-index-key -- the pieces of a line never move
                  key={at}
                  className={styles[piece.mark]}
                  title={
                    piece.mark === 'alike' ? `${codeName(piece.text)}, which looks like another` : undefined
                  }
                >
                  {piece.text}
                </span>
              ),
            )}
      </code>
    </div>
  )
}

const modeNames: Readonly<Record<string, string>> = {
  '100644': 'a file',
  '100755': 'an executable file',
  '120000': 'a symbolic link',
  '160000': 'a submodule',
}
const modeName = (mode: string): string => modeNames[mode] ?? `mode ${mode}`

/** What changes about a file besides its content; null for nothing. */
function modeWords({ oldMode, newMode }: FileDifference): string | null {
  if (oldMode === newMode) return null
  if (oldMode !== null && newMode !== null)
    return `It was ${modeName(oldMode)} and becomes ${modeName(newMode)}.`
  if (newMode !== null && newMode !== '100644') return `It is new: ${modeName(newMode)}.`
  return null
}

function Content({
  difference,
  onMore,
}: {
  readonly difference: FileDifference
  readonly onMore: () => void
}): ReactNode {
  const { content } = difference
  const mode = modeWords(difference)
  const note = (words: string): ReactNode => <p className={styles.note}>{words}</p>
  if (content.kind === 'binary')
    return note('Its content is not text, so no lines are shown. It lands as it is.')
  if (content.kind === 'tooLarge')
    return note('It has more than 20 MB, so no lines are shown. It lands as it is.')
  return (
    <>
      {mode === null ? null : note(mode)}
      {content.rows.length === 0 && mode === null ? note('Its content stays the same.') : null}
      <div className={styles.rows}>
        {content.rows.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows of one difference never move
          <Row key={at} row={row} />
        ))}
      </div>
      {content.more > 0 ? (
        <Button look="quiet" onClick={onMore}>
          Show more of {countOf(content.more, 'further row')}
        </Button>
      ) : null}
    </>
  )
}

/** One file's difference in rows, as it would land. */
export default function LandingDiff({
  session,
  shown,
}: {
  readonly session: string
  readonly shown: ShownDifference
}): ReactNode {
  const [limit, setLimit] = useState(atFirst)
  const answer = useDifference(session, shown, limit)
  return (
    <section
      className={styles.difference}
      aria-label={shown.title ?? 'Difference'}
      aria-busy={answer === null}
    >
      {shown.title === null ? null : <h4 className={styles.title}>{shown.title}</h4>}
      {answer === null ? (
        <p className={styles.note}>Reading it.</p>
      ) : 'message' in answer ? (
        <p className={styles.note} role="alert">
          {answer.message}
        </p>
      ) : (
        <Content difference={answer} onMore={() => setLimit(limit * 4)} />
      )}
    </section>
  )
}
