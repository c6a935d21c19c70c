import { useEffect, useState, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import { countOf, numberText } from '#shared/base/quantity-text.ts'
import type { HunkProvenance } from '#shared/domain/review/hunk-provenance.ts'
import { ShownText } from '#renderer/ui/shown-text.tsx'
import { BesideBody, BesidePanel } from './beside-panel.tsx'
import type { Review } from './review-store.ts'
import styles from './provenance-panel.module.css'

/** Where a hunk is from: the words that were said, then the steps that wrote its lines. */
export function ProvenancePanel({
  review,
  hunk,
}: {
  readonly review: Review
  readonly hunk: string
}): ReactNode {
  const [loaded, setLoaded] = useState<HunkProvenance | string | null>(null)
  useEffect(() => {
    let wanted = true
    review.client.changeset
      .provenance({ session: review.session, hunk })
      .then((result) => {
        if (wanted) setLoaded(result.ok ? result.value : result.error.message)
      })
      .catch(() => {
        if (wanted) setLoaded('The workbench did not answer, so it is not known where the hunk is from.')
      })
    return () => {
      wanted = false
    }
  }, [review, hunk])
  return (
    <BesidePanel
      title="Where it is from"
      command="review.showProvenance"
      onClose={() => review.dialogs.setState({ provenanceOf: null })}
    >
      {loaded === null ? (
        <p className={styles.alone}>Reading the timeline</p>
      ) : typeof loaded === 'string' ? (
        <p className={styles.alone}>{loaded}</p>
      ) : (
        <Provenance provenance={loaded} />
      )}
    </BesidePanel>
  )
}

function Provenance({ provenance }: { readonly provenance: HunkProvenance }): ReactNode {
  const turns = [...new Set([...provenance.prompts, ...provenance.steps].map(({ turn }) => turn))].toSorted(
    (one, other) => one - other,
  )
  return (
    <BesideBody label="Words and steps">
      {turns.map((turn) => (
        <section key={turn} className={styles.turn}>
          {provenance.prompts
            .filter((prompt) => prompt.turn === turn)
            .map((prompt, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- what was said does not change
              <blockquote key={index} className={styles.prompt}>
                <ShownText text={prompt.text} />
              </blockquote>
            ))}
          <ul className={styles.steps}>
            {provenance.steps
              .filter((step) => step.turn === turn)
              .map((step) => (
                <li key={step.item}>
                  <span>{wordsForDisplay(step.text)}</span>
                  <span className={styles.share}>{shareOf(step.lines, provenance.lines)}</span>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p className={styles.said}>{summaryOf(provenance)}</p>
    </BesideBody>
  )
}

function shareOf(lines: number, all: number): string {
  if (lines === all) return all === 1 ? 'its one line' : `all ${countOf(all, 'line')}`
  return `${numberText(lines)} of ${countOf(all, 'line')}`
}

/** What is known beside the steps, and what is not. */
function summaryOf({ revision, turn, lines, untold, own }: HunkProvenance): string {
  const since =
    revision === null
      ? 'It is there for many revisions.'
      : turn === null
        ? 'No turn of an agent made it.'
        : `It came with r${revision}, by turn ${turn}.`
  const edited = own ? ' You wrote over it.' : ''
  if (lines === 0) return `${since}${edited} It has no lines that a step could tell of.`
  if (untold === 0 || turn === null) return since + edited
  const what = untold === lines ? 'No step tells' : `Of ${countOf(untold, 'line')} no step tells`
  return `${since}${edited} ${what} of writing it: a command did, or the agent does not say what it writes.`
}
