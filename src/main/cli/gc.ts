import { countOf, sizeText } from '#shared/base/quantity-text.ts'
import type { Collectable, Collected, KeptPart } from '#shared/contract/collection.ts'
import type { DiskUse } from '#shared/contract/workbench.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { usage } from './outcome.ts'

interface GcFlags extends JsonOption {
  readonly dryRun?: boolean
  readonly olderThan: number
  readonly budget?: number
  readonly deleteIgnored?: boolean
}

/** Adds `winnow gc`. It lists first; `--dry-run` ends there. */
export function addGcCommand(add: Add, context: Context): void {
  add('gc', 'delete what is left of sessions that are over: references, outputs, worktrees')
    .option('--dry-run', 'only list it, and what the data folder uses')
    .option('--older-than <days>', 'what was over for that many days', parseDays, 30)
    .option('--budget <size>', 'younger ones too, until the data folder uses no more, as 20GB', parseSize)
    .option('--delete-ignored', 'worktrees with ignored files too: those do not come back')
    .action(async (flags: GcFlags) => {
      await context.withClient(
        async (client) => {
          const ignored = flags.deleteIgnored ? 'delete' : 'keep'
          const { items, kept } = await client.session.garbage({
            olderThanDays: flags.olderThan,
            budget: flags.budget,
            ignored,
          })
          if (!flags.json) context.show(false, null, listText(items, kept))
          const parts = items.map(({ session, part }) => ({ session, part }))
          const outcomes =
            flags.dryRun || parts.length === 0 ? [] : await client.session.collect({ parts, ignored })
          const totals = await client.workbench.diskUse()
          const told = items.map((item) => ({ ...item, ...outcomeOf(item, outcomes) }))
          context.show(
            flags.json,
            { dryRun: flags.dryRun === true, items: told, kept, totals },
            endText(outcomes, totals, flags.dryRun === true),
          )
        },
        flags.dryRun ? 'read' : 'look',
      )
    })
}

function outcomeOf(
  item: Collectable,
  outcomes: readonly Collected[],
): Pick<Collected, 'collected' | 'notice'> {
  const outcome = outcomes.find(({ session, part }) => session === item.session && part === item.part)
  return { collected: outcome?.collected ?? false, notice: outcome?.notice ?? null }
}

function listText(items: readonly Collectable[], kept: readonly KeptPart[]): string {
  const listed = items.flatMap((item) => [
    `${item.session}  ${item.part}  ${item.bytes === null ? 'size unknown' : sizeText(item.bytes)}  ${item.title.split('\n')[0] ?? ''}`,
    `  ${item.place}${item.part === 'worktree' ? '' : ` (${item.count})`}: ${item.why}. ${item.lost}`,
  ])
  const stays = kept.flatMap((one) => [
    `${one.session}  ${one.part}  stays  ${one.title.split('\n')[0] ?? ''}`,
    `  ${one.why}${one.paths.length === 0 ? '' : ` ${one.paths.join(', ')}`}`,
  ])
  if (listed.length === 0 && stays.length === 0) return 'There is nothing to collect.'
  return [...listed, ...stays].join('\n')
}

function endText(outcomes: readonly Collected[], totals: DiskUse, dryRun: boolean): string {
  const failed = outcomes
    .filter(({ collected }) => !collected)
    .map(({ session, part, notice }) => `${session}  ${part}  stays: ${notice ?? ''}`)
  const { database, worktrees, outputs, pictures, trash, references, whole } = totals
  const done = dryRun
    ? 'Nothing was deleted.'
    : `Collected ${countOf(outcomes.length - failed.length, 'part')} of sessions that are over. Git frees what references kept with its next collection of garbage.`
  const used = `The data folder uses ${whole ? '' : 'at least '}${sizeText(database + worktrees + outputs + pictures + trash)}: database ${sizeText(database)}, worktrees ${sizeText(worktrees)}, outputs ${sizeText(outputs)}, pictures ${sizeText(pictures)}, trash ${sizeText(trash)}; ${countOf(references, 'hidden reference')}.`
  return [...failed, done, used].join('\n')
}

function parseDays(text: string): number {
  const days = Number(text)
  if (text.trim() === '' || !(days >= 0 && days <= 100_000)) throw usage(`"${text}" is no number of days.`)
  return days
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** Bytes of a size as `500MB` or `20G` (powers of 1000). */
function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text.trim()) ?? []
  if (number === '') throw usage(`"${text}" is no size. Give one as 500MB or 20GB.`)
  return Math.round(Number(number) * (units[unit.toLowerCase()] ?? 1))
}
