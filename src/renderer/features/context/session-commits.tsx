import { useEffect, useState, type ReactNode } from 'react'
import { isUnseen, mayHoldUnseen, shownCode } from '#shared/base/unseen.ts'
import { ageText } from '#shared/base/quantity-text.ts'
import type { ReadCommit, SessionCommit } from '#shared/domain/session/commit.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { useClient } from '#renderer/client/context.ts'
import { exactTime, useNow } from '#renderer/view/now.ts'
import styles from './session-commits.module.css'

interface Listed {
  readonly commits: readonly SessionCommit[]
  readonly more: boolean
}

/** A text in which every character that can't be seen is named. */
function shownText(text: string): string {
  if (!mayHoldUnseen(text)) return text
  const chars = [...text]
  return chars
    .map((char, at) => (isUnseen(char, chars[at - 1] ?? '', chars[at + 1] ?? '') ? shownCode(char) : char))
    .join('')
}

function lineKind(line: string): string | undefined {
  if (line.startsWith('@@')) return styles.place
  if (/^(?:diff|index|---|\+\+\+|new file|deleted file|similarity|rename|old mode|new mode)/.test(line))
    return styles.head
  return line.startsWith('+') ? styles.added : line.startsWith('-') ? styles.removed : undefined
}

function Read({ session, commit }: { readonly session: string; readonly commit: string }): ReactNode {
  const client = useClient()
  const [read, setRead] = useState<ReadCommit | string | null>(null)
  useEffect(() => {
    let wanted = true
    void client.session.commit({ session, commit }).then((result) => {
      if (wanted) setRead(result.ok ? result.value : result.error.message)
    })
    return () => {
      wanted = false
    }
  }, [client, session, commit])
  if (read === null) return <p className={styles.note}>Reading the commit.</p>
  if (typeof read === 'string') return <p className={styles.note}>{read}</p>
  const body = read.message.split('\n').slice(1).join('\n').trim()
  return (
    <>
      {body === '' ? null : <p className={styles.message}>{shownText(body)}</p>}
      <pre className={styles.patch} tabIndex={0} aria-label="The changes of the commit">
        {shownText(read.patch)
          .split('\n')
          .map((line, at) => (
            // Lines of a text that does not change have no other name than their number.
            <span key={at} className={lineKind(line)}>
              {line}
              {'\n'}
            </span>
          ))}
      </pre>
      {read.cut ? (
        <p className={styles.note}>It is longer; git shows the rest: git show {commit.slice(0, 10)}</p>
      ) : null}
    </>
  )
}

/** The commits between a session's base and its newest revision, each to be opened and read; nothing where there are none. */
export function SessionCommits({ session }: { readonly session: SessionSummary }): ReactNode {
  const client = useClient()
  const now = useNow()
  const [listed, setListed] = useState<Listed | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const { id, revision } = session
  useEffect(() => {
    let wanted = true
    void client.session.commits({ session: id }).then((result) => {
      if (wanted) setListed(result.ok ? result.value : null)
    })
    return () => {
      wanted = false
    }
  }, [client, id, revision])
  if (listed === null || listed.commits.length === 0) return null
  return (
    <div className={styles.commits}>
      <dt>Commits</dt>
      <dd>
        <ul>
          {listed.commits.map((one) => (
            <li key={one.commit}>
              <button
                type="button"
                className={styles.row}
                aria-expanded={open === one.commit}
                title={`${one.commit} ${exactTime(one.at)}`}
                onClick={() => setOpen(open === one.commit ? null : one.commit)}
              >
                <span className={styles.subject}>{shownText(one.subject) || '(no message)'}</span>
                <span className={styles.by}>
                  {shownText(one.author)}, {ageText(one.at, now)}
                  {one.merge ? ', merge' : ''}
                </span>
              </button>
              {open === one.commit ? <Read session={id} commit={one.commit} /> : null}
            </li>
          ))}
        </ul>
        {listed.more ? <p className={styles.note}>There are more; the newest 500 are listed.</p> : null}
      </dd>
    </div>
  )
}
