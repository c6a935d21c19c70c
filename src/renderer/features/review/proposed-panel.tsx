import { MapPin } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { textForDisplay, wordsForDisplay } from '#shared/base/path-text.ts'
import { BesideBody, BesidePanel } from './beside-panel.tsx'
import { placeWords, stateWords } from './proposed.ts'
import type { Review } from './review-store.ts'
import styles from './proposed-panel.module.css'

/** What the agent says of its change: its explanation, and the places that it finds worth reading. */
export function ProposedPanel({ review }: { readonly review: Review }): ReactNode {
  const proposed = useStore(review.proposed, (state) => state.proposed)
  if (proposed === null) return null
  return (
    <BesidePanel
      title="What the agent says of it"
      command="review.showProposed"
      onClose={() => review.dialogs.setState({ proposedShown: false })}
    >
      <BesideBody label="Explanation and pins">
        {proposed.explanation === '' ? null : (
          <p className={styles.words}>{textForDisplay(proposed.explanation)}</p>
        )}
        <ul className={styles.pins}>
          {proposed.pins.map((pin, index) => {
            const state = stateWords(pin)
            return (
              // oxlint-disable-next-line react/no-array-index-key -- they come and go all at once
              <li key={index}>
                <MapPin size={14} strokeWidth={1.5} aria-hidden />
                <button
                  type="button"
                  tabIndex={-1}
                  className={styles.place}
                  disabled={pin.hunk === null}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => review.focus.goTo(review.state.model?.find(pin.hunk ?? '')?.at ?? null)}
                >
                  {placeWords(pin)}
                </button>
                <span className={styles.reason}>{wordsForDisplay(pin.reason)}</span>
                {state === null ? null : <span className={styles.state}>{state}</span>}
              </li>
            )
          })}
        </ul>
      </BesideBody>
    </BesidePanel>
  )
}
