import { isMissed, type Figure } from './figures.ts'

/** Why a figure falls short of its goal, and what would help, by its name; profiled, not guessed. */
const causes: Readonly<Record<string, string>> = {
  'request to next request, Responses API':
    'not profiled yet. It was measured beside a load of 15 on two cores, with the fake server in the same process; each round waits for the disk once, which took 3.6 ms at the median by itself then (600 bytes appended and synced). What would help: to measure it anew where nothing else runs, and then to profile it.',
  'request to next request, chat completions':
    'see the Responses API: the path is the same behind the stream.',
  'the same, the first turn of a process':
    'not profiled yet. The first turn loads the client library and the agent’s own files, here from their sources, beside a load of 15 on two cores. What would help: to measure it from the build.',
  'decisions ÷ git’s default hunks':
    'one decision in seven is of a file that the ruler calls generated, by its name or its first lines in the base, and that the engine does not fold as one. What would help: to look at which those are; some are build output that nothing in the base marks.',
  'lines painted before their verdict ÷ changed, deleted files as names':
    'beside deleted and generated files only moved lines are folded: there is no proof yet that formatting is nothing else.',
  '… deleted files painted too':
    'see above: nearly every line is painted that is in no deleted or generated file.',
  'lines painted again though unchanged, over all revisions':
    'a hunk that is another one now is shown against what was decided at its place where each was one change there. One that was cut in several since, or stands where a file got another name, is read whole again. What would help: to hold several against one, each for its part.',
  'decision, key to next painted, in a file':
    'not profiled yet, and measured beside a load of 7 on two cores. What would help: to measure it where nothing else runs, and then to profile it.',
  '… into the next file': 'see above: not profiled yet, and measured under load.',
  'lines painted again in the page though unchanged':
    'the page decides hunks: one of which a line changed is another hunk, and is read whole again. What would help: to ask only for what differs from what was decided.',
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
