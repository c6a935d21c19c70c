import type { ReactNode } from 'react'
import { dayText } from './figure-words.ts'
import styles from './figures.module.css'

/** A day of a plot; null: it has no such figure. */
export interface PlottedDay {
  readonly from: number
  readonly value: number | null
}

/** Units of the drawing: a day is as wide as ten. */
const [step, width, height] = [10, 7, 48]
/** What a figure that is there has at least, so that it is seen. */
const least = 2

/**
 * One figure by day, as bars from nothing to the greatest; a day without one has a mark on the ground. The table of the days
 * says the same in words.
 */
export function DayPlot({
  title,
  days,
  textOf,
}: {
  readonly title: string
  readonly days: readonly PlottedDay[]
  readonly textOf: (value: number) => string
}): ReactNode {
  const values = days.flatMap(({ value }) => value ?? [])
  const greatest = values.reduce((one, other) => Math.max(one, other), 0)
  const [first] = days
  const last = days.at(-1)
  const words =
    values.length === 0
      ? `${title}: nothing in these days.`
      : `${title}: on ${values.length} of ${days.length} days, at most ${textOf(greatest)}. The table below has each day.`
  return (
    <figure className={styles.plot}>
      <figcaption className={styles.plotHead}>
        <span>{title}</span>
        <span className={styles.faint}>
          {values.length === 0 ? 'nothing yet' : `at most ${textOf(greatest)}`}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={words}
        className={styles.bars}
        viewBox={`0 0 ${days.length * step} ${height}`}
        preserveAspectRatio="none"
      >
        {days.map(({ from, value }, index) => {
          const tall =
            value === null ? 1 : greatest === 0 ? least : Math.max(least, (value / greatest) * height)
          return (
            <g key={from}>
              <title>{`${dayText(from)}: ${value === null ? 'none' : textOf(value)}`}</title>
              <rect className={styles.whole} x={index * step} y={0} width={step} height={height} />
              <rect
                className={value === null ? styles.ground : styles.bar}
                x={index * step + (step - width) / 2}
                y={height - tall}
                width={width}
                height={tall}
              />
            </g>
          )
        })}
      </svg>
      <div className={styles.plotFoot} aria-hidden>
        <span>{first === undefined ? '' : dayText(first.from)}</span>
        <span>{last === undefined ? '' : dayText(last.from)}</span>
      </div>
    </figure>
  )
}
