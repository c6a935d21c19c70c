import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../../scripts/command.ts'
import { type Figure, table } from './figures.ts'
import { withSections } from './sections.ts'
import { shortfalls } from './shortfalls.ts'

/** What one group measured, and where. */
export interface Measured {
  readonly about: Readonly<Record<string, string>>
  readonly figures: readonly Figure[]
}

const folder = path.join(root, '.cache', 'bench')
const document = path.join(root, 'docs', 'benchmarks.md')

/** Keeps what a group measured, as JSON. */
export async function keep(group: string, measured: Measured): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${group}.json`), `${JSON.stringify(measured, null, 2)}\n`)
}

/** What a group measured last; null if it did not here. */
export async function measuredLast(group: string): Promise<Measured | null> {
  try {
    return JSON.parse(await readFile(path.join(folder, `${group}.json`), 'utf8')) as Measured
  } catch {
    return null
  }
}

/** The groups that `npm run bench` measures, in the order of the document. */
export const groups = [
  'workbench',
  'durability',
  'packages',
  'page',
  'repository',
  'start',
  'sandbox',
  'harness',
  'landing',
  'rate',
  'sight',
  'first-review',
  'events',
  'load',
] as const
/** What `npm run bench:review` writes comes first: it is what all else is for. */
const order = ['reading', 'reading-page', 'reading-mutants', ...groups]

/**
 * Writes the sections of these groups in `docs/benchmarks.md`. Those of other groups stay, each with the commit that it was
 * measured at.
 */
export function writeDocument(measured: ReadonlyMap<string, Measured>): Promise<void> {
  return writeSections(new Map([...measured].map(([group, one]) => [group, sectionText(one)])))
}

/** Writes sections, by name, as Markdown. */
export async function writeSections(sections: ReadonlyMap<string, string>): Promise<void> {
  const before = await readFile(document, 'utf8').catch(() => '')
  await writeFile(document, withSections(before, order, sections))
}

function sectionText({ about, figures }: Measured): string {
  const facts = Object.entries(about).map(([name, value]) => `- ${name}: ${value}`)
  return [facts.join('\n'), table(figures), shortfalls(figures) ?? 'Every goal is met.'].join('\n\n')
}
