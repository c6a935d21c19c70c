import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { markdownTable } from './markdown-table.ts'

/** One measured figure: milliseconds, a ratio of two that were taken in turn, megabytes, a share, or a number. */
export interface Figure {
  readonly name: string
  readonly unit: 'ms' | '÷' | 'MB' | '%' | ''
  readonly runs: number
  readonly median: number
  readonly p95: number
  /** What it should be at most, or at least, of which of the two; null where nothing was set. */
  readonly goal:
    | { readonly of: 'median' | 'p95'; readonly atMost: number }
    | { readonly of: 'median' | 'p95'; readonly atLeast: number }
    | null
}

/** The value below which a share of the samples lies, by nearest rank. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export function figure(
  name: string,
  unit: Figure['unit'],
  samples: readonly number[],
  goal: Figure['goal'] = null,
): Figure {
  return {
    name,
    unit,
    runs: samples.length,
    median: quantile(samples, 0.5),
    p95: quantile(samples, 0.95),
    goal,
  }
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** Ratios of two kinds of work, each pair taken in turn, after one pair that is not counted. */
export async function ratios(
  runs: number,
  ours: (run: number) => Promise<number>,
  theirs: (run: number) => Promise<number>,
): Promise<readonly number[]> {
  await ours(-1)
  await theirs(-1)
  const samples: number[] = []
  for (let run = 0; run < runs; run += 1) {
    // Whoever comes second finds warmer caches; they take turns at it.
    if (run % 2 === 0) {
      const one = await ours(run)
      samples.push(one / (await theirs(run)))
    } else {
      const other = await theirs(run)
      samples.push((await ours(run)) / other)
    }
  }
  return samples
}

const shown = (value: number, unit: Figure['unit']): string =>
  unit === '÷' || unit === ''
    ? value.toFixed(unit === '' ? 0 : 2)
    : `${value.toFixed(Math.abs(value) < 10 ? 2 : 0)} ${unit}`

export function isMissed({ goal, median, p95 }: Figure): boolean {
  if (goal === null) return false
  const value = goal.of === 'median' ? median : p95
  // Not a number is missed too.
  return 'atMost' in goal ? !(value <= goal.atMost) : !(value >= goal.atLeast)
}

function verdict(one: Figure): string {
  if (!one.goal) return ''
  return isMissed(one) ? 'missed' : 'met'
}

function goalWords({ goal, unit }: Figure): string {
  if (goal === null) return ''
  const [sign, value] = 'atMost' in goal ? ['≤', goal.atMost] : ['≥', goal.atLeast]
  return `${goal.of} ${sign} ${unit === '÷' ? value : `${value} ${unit}`.trim()}`
}

/** The figures as a Markdown table. */
export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'median', 'p95', 'runs', 'goal', '']
  const rows = figures.map((one) => [
    one.name,
    shown(one.median, one.unit),
    shown(one.p95, one.unit),
    String(one.runs),
    goalWords(one),
    verdict(one),
  ])
  return markdownTable(head, rows)
}

/** The machine and the commit that the figures belong to. */
export function circumstances(folder: string): Readonly<Record<string, string>> {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'src') !== ''
  return {
    commit: `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' with uncommitted changes' : ''}`,
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`,
    // What else the machine had to do: figures taken under load are worse than they could be.
    load: (loadavg()[0] ?? 0).toFixed(1),
    system: `${process.platform} ${release()}`,
    git: git('--version').replace('git version ', ''),
    node: process.versions.node,
  }
}
