import { quantile } from '../../figures.ts'
import { markdownTable } from '../../markdown-table.ts'
import { percent, whole } from '../count-tables.ts'
import type { Guarded } from './guard-corpus.ts'

/** Survivors that are named, at most. */
const mostNamed = 10

/** What the guards of mutation and position found, as Markdown. */
export function guardText({ judged, possible, positions }: Guarded): string {
  const groups = Map.groupBy(judged, ({ kind, operator }) => `${kind}\n${operator}`)
  const rows = [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, own]) => [
      ...name.split('\n'),
      whole(own.length),
      whole(own.filter(({ stays }) => stays).length),
    ])
  const survivors = judged.filter(({ stays }) => stays)
  const named = survivors
    .slice(0, mostNamed)
    .map(
      ({ kind, operator, place, text }) =>
        `- ${kind}, ${operator}: ${place}: \`${text.replaceAll('`', '’')}\``,
    )
  const last = positions.filter((position) => position > 0.9).length
  return [
    `Mutation: ${whole(judged.length)} of ${whole(possible)} possible mutants, each put by itself into a unit that is listed or folded (a deleted file, and what is generated and no lockfile, are folded by name and claim nothing of their content; of a lockfile, what an agent could hide in it); ${survivors.length === 0 ? 'none stays there' : `**${whole(survivors.length)} stay there**`}.`,
    markdownTable(['unit', 'mutant', 'tried', 'stay folded or listed'], rows),
    ...(named.length > 0 ? [named.join('\n')] : []),
    `Position: in the reading order from 0 to 1, the unit with a mutant comes at ${quantile(positions, 0.5).toFixed(2)} at the median and ${quantile(positions, 0.9).toFixed(2)} at the 90th percentile of ${whole(positions.length)}; ${percent(last, positions.length)} come in the last tenth.`,
  ].join('\n\n')
}
