import type { ReactNode } from 'react'
import { numberText } from '#shared/base/quantity-text.ts'
import type { FiguresOfTime, FiguresSummary } from '#shared/domain/figures/summary.ts'
import { dayText, kindWords, shareText, someText, spanText } from './figure-words.ts'
import styles from './figures.module.css'

function Heads({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** What a verdict took, by what it was on. */
export function KindTable({ kinds, whole }: Pick<FiguresSummary, 'kinds' | 'whole'>): ReactNode {
  const rows = [
    ...kinds.map((effort) => ({ ...effort, name: kindWords[effort.kind] })),
    { ...whole, name: 'all verdicts' },
  ]
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">What a verdict took, by what it was on</caption>
      <Heads
        names={[
          'Verdict on',
          'Verdicts',
          'Hunks',
          'Middle one',
          '9 in 10 up to',
          'Keys: middle',
          'Keys: 9 in 10',
        ]}
      />
      <tbody>
        {rows.map(({ name, verdicts, hunks, attention, keys }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{numberText(verdicts)}</td>
            <td>{numberText(hunks)}</td>
            <td>{spanText(attention?.p50)}</td>
            <td>{spanText(attention?.p90)}</td>
            <td>{someText(keys?.p50)}</td>
            <td>{someText(keys?.p90)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Every day that has something, the newest first: what the plots show, in words. */
export function DayTable({ days }: { readonly days: readonly FiguresOfTime[] }): ReactNode {
  const filled = days.filter((day) => day.verdicts > 0 || day.attended > 0 || day.changes > 0).toReversed()
  const names = [
    ...['Day', 'Attention', 'Changes landed', 'A change took'],
    ...['Verdicts', 'A verdict took', 'Under 300 ms', 'Reverted'],
  ]
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">The figures of each day</caption>
      <Heads names={names} />
      <tbody>
        {filled.map((day) => (
          <tr key={day.from}>
            <th scope="row">{dayText(day.from)}</th>
            <td>{spanText(day.attended)}</td>
            <td>{numberText(day.changes)}</td>
            <td>{spanText(day.perChange?.p50)}</td>
            <td>{numberText(day.verdicts)}</td>
            <td>{spanText(day.attention?.p50)}</td>
            <td>{shareText(day.quick, day.timed)}</td>
            <td>{shareText(day.reverted, day.verdicts)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
