import type { Span } from './changed-spans.ts'
import type { ColouredRun } from './patches/line-tokens.ts'

/** A run of a line that looks the same all over. */
export interface StaticRun {
  readonly text: string
  readonly className: string
  /** What stands in the file for words of ours, of which this run begins; empty of a later one. Absent of the file's own text. */
  readonly source?: string
}

/** What lies over a part of a line, besides its colours. */
export interface Layer extends Span {
  readonly className: string
  /** What stands in the file for words of ours. */
  readonly source?: string
}

/** A line in runs that look the same: in the colours given, which cover it, with layers over them that may overlap. */
export function splitRuns(
  text: string,
  colours: readonly ColouredRun[],
  layers: readonly Layer[],
): readonly StaticRun[] {
  if (layers.length === 0) {
    let at = 0
    return colours.flatMap(({ end, className }) => {
      const run = text.slice(at, end)
      at = Math.max(at, end)
      return run === '' ? [] : [{ text: run, className }]
    })
  }
  const edges = new Set<number>([0, text.length])
  for (const { end } of colours) if (end < text.length) edges.add(end)
  for (const { from, to } of layers) {
    edges.add(Math.min(from, text.length))
    edges.add(Math.min(to, text.length))
  }
  const sorted = [...edges].sort((one, other) => one - other)
  const runs: StaticRun[] = []
  let colour = 0
  for (const [index, from] of sorted.entries()) {
    const to = sorted[index + 1]
    if (to === undefined) break
    while (colour < colours.length - 1 && (colours[colour]?.end ?? 0) <= from) colour += 1
    const over = layers.filter((layer) => layer.from <= from && layer.to >= to)
    const words = over.find(({ source }) => source !== undefined)
    runs.push({
      text: text.slice(from, to),
      className: [colours[colour]?.className ?? '', ...over.map(({ className }) => className)]
        .filter((name) => name !== '')
        .join(' '),
      ...(words === undefined ? {} : { source: words.from === from ? (words.source ?? '') : '' }),
    })
  }
  return runs
}
