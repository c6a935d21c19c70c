import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../../scripts/command.ts'
import { type Figure, table } from './figures.ts'
import { shortfalls } from './shortfalls.ts'

/** What one run measured, and where. */
export interface Measured {
  readonly about: Readonly<Record<string, string>>
  readonly figures: readonly Figure[]
}

const cache = path.join(root, '.cache')
const whole = path.join(cache, 'bench.json')

/** Keeps the figures as JSON; those of a part, which the document is not written from, in a file of their own. */
export async function keep(measured: Measured, isPart: boolean): Promise<void> {
  await mkdir(cache, { recursive: true })
  const file = isPart ? path.join(cache, 'bench-part.json') : whole
  await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`)
}

/** What the last whole run measured; null if there was none here. */
export async function measuredLast(): Promise<Measured | null> {
  try {
    return JSON.parse(await readFile(whole, 'utf8')) as Measured
  } catch {
    return null
  }
}

/** Writes `docs/benchmarks.md`. */
export async function writeDocument({ about, figures }: Measured): Promise<void> {
  const facts = Object.entries(about).map(([name, value]) => `- ${name}: ${value}`)
  const text = [
    '# Benchmarks',
    'Written by `npm run bench`; do not edit it by hand. A ratio (÷) is of two things measured in turn in the same run.',
    'Growth in a minute: after the first quarter of the time, the lower quartile of the later half less that of the earlier half. It is judged where the load had its five minutes (`--long`): in less, what comes once looks like growth.',
    facts.join('\n'),
    table(figures),
    shortfalls(figures) ?? 'Every goal is met.',
  ]
  await writeFile(path.join(root, 'docs', 'benchmarks.md'), `${text.join('\n\n')}\n`)
}
