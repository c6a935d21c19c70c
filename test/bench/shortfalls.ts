import { isMissed, type Figure } from './figures.ts'

/** Why a figure falls short of its goal, and what would help, by its name; profiled, not guessed. */
const causes: Readonly<Record<string, string>> = {
  '… next hunk, key to painted':
    'each file of that review has ten hunks, so one step in ten goes into the next file, and the 95th percentile is about the median of these. Another file has to be laid out; measured alone such a step has a goal of 100 ms. What would help: a figure for each of the two kinds of steps; the next file laid out before the key that goes there.',
  'Electron host, start to usable ÷ empty Electron window':
    'what is more than an empty window is some 330 ms of processor time on two slow cores. The main process has about 185 of them: Node loads a dozen chunks, evaluates the schemas of the contract, opens the database, builds the menu and asks git twice. The renderer has about 130: React’s first view, and a thousand functions compiled when they are first called, as the browser writes its code cache before they have run. Measured in turn with the build before the last work on it, the ratio fell from 1.65 to 1.54. What would help: the workbench in a process beside the one that holds the window, so that neither waits for the other; the version of git remembered by its file; Node’s compile cache, in an Electron that has it.',
}

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
  return ['### What falls short, why, and what would help', lines.join('\n')].join('\n\n')
}
