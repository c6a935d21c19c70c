import { isMissed, type Figure } from './figures.ts'

/** Why a figure falls short of its goal, and what would help, by its name; profiled, not guessed. */
const causes: Readonly<Record<string, string>> = {}

/** What the document says of the figures that miss their goal, as Markdown; null where all are met. */
export function shortfalls(
  figures: readonly Figure[],
  known: Readonly<Record<string, string>> = causes,
): string | null {
  const missed = figures.filter(isMissed)
  if (missed.length === 0) return null
  const lines = missed.map(
    ({ name }) =>
      `- **${name}**: ${known[name] ?? 'no cause is written down; `test/bench/shortfalls.ts` is the place for it.'}`,
  )
  return ['## What falls short, why, and what would help', lines.join('\n')].join('\n\n')
}
