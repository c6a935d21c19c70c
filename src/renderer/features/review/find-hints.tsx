import type { ReactNode } from 'react'
import { filterWords, type FilterWord, type FindQuery } from '#shared/domain/review/find-query.ts'
import styles from './find-bar.module.css'

/** What each filter is about, for whoever does not know it yet. */
const about: Readonly<Record<FilterWord, string>> = {
  is: 'undecided, rejected, seen',
  kind: 'move, generated, binary',
  path: 'src/**',
  by: 'me, agent',
}

/** Below the field: the filters there are, the values of the one that is being typed, or what can't be one. */
export function FindHints({
  query,
  parsed: { problems, completing, filters },
  onType,
  onComplete,
}: {
  readonly query: string
  readonly parsed: FindQuery
  readonly onType: (query: string) => void
  readonly onComplete: (value: string) => void
}): ReactNode {
  const values = completing?.values ?? []
  if (problems.length > 0)
    return (
      <p className={styles.problem} role="alert">
        {problems.join(' ')}
      </p>
    )
  if (values.length > 0)
    return (
      <div
        className={styles.hints}
        role="group"
        aria-label="Values of the filter"
        onMouseDown={(event) => event.preventDefault()}
      >
        {values.map((value, index) => (
          <button
            key={value}
            type="button"
            tabIndex={-1}
            className={styles.value}
            data-first={index === 0 || undefined}
            onClick={() => onComplete(value)}
          >
            {value}
            {index === 0 ? <kbd>Tab</kbd> : null}
          </button>
        ))}
      </div>
    )
  if (query !== '' && (filters.length === 0 || !query.endsWith(' '))) return null
  return (
    <div
      className={styles.hints}
      role="group"
      aria-label="Filters"
      onMouseDown={(event) => event.preventDefault()}
    >
      {filterWords.map((word) => (
        <button
          key={word}
          type="button"
          tabIndex={-1}
          className={styles.value}
          onClick={() => onType(`${query}${word}:`)}
        >
          {word}:<span className={styles.about}>{about[word]}</span>
        </button>
      ))}
    </div>
  )
}
