import { countOf, durationText, numberText } from '#shared/base/quantity-text.ts'
import { dayStarts } from '#shared/domain/figures/day-starts.ts'
import type { FiguresSummary } from '#shared/domain/figures/summary.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { expectOk, usage } from './outcome.ts'

interface FiguresFlags extends JsonOption {
  readonly days: number
  readonly delete?: boolean
}

const mostDays = 365

/** `winnow figures`: what the person's own reading took. Only the person may. */
export function addFiguresCommand(add: Add, context: Context): void {
  add('figures', 'say what your own reading took: attention and keys for each landed change and verdict')
    .option('--days <number>', 'of how many days, today among them', parseDays, 28)
    .option('--delete', 'delete all figures that are kept, of whatever day')
    .action(async (flags: FiguresFlags) => {
      if (flags.delete === true)
        return context.withClient(async (client) => {
          const deleted = expectOk(await client.figures.delete())
          context.show(flags.json, { deleted }, `Deleted ${countOf(deleted, 'figure')} of your reading.`)
        })
      await context.withClient(async (client) => {
        const starts = [...dayStarts(Date.now(), flags.days)]
        const summary = expectOk(await client.figures.summary({ starts }))
        context.show(flags.json, summary, summaryText(summary, flags.days))
      }, 'read')
    })
}

function parseDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= mostDays) return days
  throw usage(`"${text}" is no number of days from 1 to ${mostDays}. Nothing was changed.`)
}

function summaryText({ whole, kept }: FiguresSummary, days: number): string {
  if (kept === 0) return 'No figures are kept. A window keeps some with each verdict that you give there.'
  const { perChange, attention, keys } = whole
  const each = perChange === null ? '' : `: half took at most ${durationText(perChange.p50)} of attention`
  return [
    `${countOf(whole.changes, 'change')} landed in ${countOf(days, 'day')}${each}`,
    attention === null || keys === null
      ? 'no verdicts'
      : `${countOf(whole.verdicts, 'verdict')}: half took at most ${durationText(attention.p50)} and ${countOf(keys.p50, 'key')}, nine in ten ${durationText(attention.p90)} and ${countOf(keys.p90, 'key')}`,
    `${numberText(whole.quick)} of ${numberText(whole.timed)} under 300 ms on screen`,
    `${numberText(whole.reverted)} made into something else later`,
  ].join('\n')
}
