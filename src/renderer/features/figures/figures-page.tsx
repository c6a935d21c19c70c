import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { durationText, numberText } from '#shared/base/quantity-text.ts'
import type { Result } from '#shared/base/result.ts'
import { dayStarts } from '#shared/domain/figures/day-starts.ts'
import type { FiguresOfTime, FiguresSummary } from '#shared/domain/figures/summary.ts'
import { useClient } from '#renderer/client/context.ts'
import { useSettings } from '#renderer/replicas/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { tellAttention } from '#renderer/view/resting-attention.ts'
import { DayPlot } from './day-plot.tsx'
import { DeleteFigures } from './delete-figures.tsx'
import { DayTable, KindTable } from './figure-tables.tsx'
import { shareText, wordsOfChanges } from './figure-words.ts'
import styles from './figures.module.css'

/** Days that are shown. */
const days = 28

type Told = Result<FiguresSummary, { readonly message: string }> | null

const unanswered = {
  ok: false,
  error: { message: 'The workbench did not answer, so there are no figures to show. Nothing was changed.' },
} as const

/** The figures as they were when the page was opened, or asked for again. */
function useFigures(): readonly [Told, () => void] {
  const client = useClient()
  const [told, setTold] = useState<Told>(null)
  const ask = useCallback(() => {
    void client.figures
      .summary({ starts: [...dayStarts(Date.now(), days)] })
      .catch(() => unanswered)
      .then(setTold)
  }, [client])
  useEffect(() => {
    void tellAttention().then(ask)
  }, [ask])
  return [told, ask]
}

/** What the person's own reading took: the figures of the last days, what they mean, and the way to delete them. */
export function FiguresPage(): ReactNode {
  const [told, ask] = useFigures()
  const isOn = useSettings((all) => all.readingFigures)
  if (told === null) return <p className={styles.faint}>Adding up.</p>
  if (!told.ok)
    return (
      <EmptyState title="There are no figures to show." actions={<Button onClick={ask}>Ask again</Button>}>
        {told.error.message}
      </EmptyState>
    )
  const { value } = told
  const remove =
    value.since === null ? null : <DeleteFigures kept={value.kept} since={value.since} onDeleted={ask} />
  if (value.whole.verdicts === 0 && value.whole.changes === 0)
    return (
      <>
        <EmptyState title={isOn ? 'No figures yet.' : 'No figures are kept.'}>
          {isOn
            ? `Each verdict that you give in a window adds some: how long you looked, how many keys it took, and how much it decided. Here are those of the last ${days} days. They stay on this machine, for you alone, and the settings turn them off.`
            : 'The settings say not to keep any: turn on “Keep figures of my reading” there to begin.'}
        </EmptyState>
        {remove}
      </>
    )
  return (
    <>
      {isOn ? null : (
        <p className={styles.note}>Nothing new is kept: the settings say so. What is below is of before.</p>
      )}
      <Headline whole={value.whole} />
      <Plots days={value.days} />
      <section className={styles.section} aria-label="Verdicts">
        <h3 className={styles.heading}>What a verdict took</h3>
        <KindTable kinds={value.kinds} whole={value.whole} />
      </section>
      <details className={styles.section}>
        <summary className={styles.heading}>The days as a table</summary>
        <DayTable days={value.days} />
      </details>
      <Definitions />
      {remove}
    </>
  )
}

function Headline({ whole }: { readonly whole: FiguresOfTime }): ReactNode {
  const { perChange, verdicts } = whole
  const facts: readonly (readonly [string, string])[] = [
    ['of attention in all', durationText(whole.attended)],
    ['verdicts', numberText(verdicts)],
    ['under 300 ms on screen', shareText(whole.quick, whole.timed)],
    ['reverted later', shareText(whole.reverted, verdicts)],
  ]
  return (
    <section className={styles.headline} aria-label="Attention for each landed change">
      <div>
        <p className={styles.large}>{perChange === null ? '–' : durationText(perChange.p50)}</p>
        <p>of attention for each landed change</p>
        <p className={styles.faint}>{wordsOfChanges(whole, days)}</p>
      </div>
      <dl className={styles.facts}>
        {facts.map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Plots({ days: all }: { readonly days: readonly FiguresOfTime[] }): ReactNode {
  const plotted = (valueOf: (day: FiguresOfTime) => number | null | undefined) =>
    all.map((day) => ({ from: day.from, value: valueOf(day) ?? null }))
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
  const percent = (value: number): string => shareText(value, 1)
  return (
    <section className={styles.plots} aria-label="By day">
      <DayPlot
        title="Attention for each landed change"
        days={plotted(({ perChange }) => perChange?.p50)}
        textOf={durationText}
      />
      <DayPlot
        title="Attention for each verdict"
        days={plotted(({ attention }) => attention?.p50)}
        textOf={durationText}
      />
      <DayPlot
        title="Verdicts under 300 ms on screen"
        days={plotted(({ quick, timed }) => share(quick, timed))}
        textOf={percent}
      />
      <DayPlot
        title="Verdicts reverted later"
        days={plotted(({ reverted, verdicts }) => share(reverted, verdicts))}
        textOf={percent}
      />
    </section>
  )
}

const definitions: readonly (readonly [string, string])[] = [
  [
    'Attention',
    'is the time in which a review is open in the window in front. Of a pause without a key, a click or scrolling the first 60 seconds count; then you are away until the next.',
  ],
  [
    'A landed change',
    'is a landing that holds. All attention to its session since the landing before belongs to it, also where it ended without a verdict. What landed without being read in a window is not among them.',
  ],
  [
    'A verdict',
    'is one key or click that decides, of however many hunks. It took the attention and the keys since the verdict before. Letters of what you write are no keys.',
  ],
  [
    'Under 300 ms on screen',
    'is a verdict of which a hunk was wholly on screen for less than that, among those of which this is known.',
  ],
  [
    'Reverted later',
    'is an acceptance or a rejection that you undid, took back or made into something else, whenever that was.',
  ],
  [
    'Kept',
    'are the time, the session, how much was decided and these figures, of the newest 50,000 verdicts: no text and no path. They are in a file in Winnow’s private folder on the machine it runs on, which agents in the sandbox don’t see, and are sent nowhere. The settings turn them off.',
  ],
]

function Definitions(): ReactNode {
  return (
    <section className={styles.section} aria-label="What these mean">
      <h3 className={styles.heading}>What these mean</h3>
      <dl className={styles.definitions}>
        {definitions.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
