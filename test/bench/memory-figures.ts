import { type Figure, figure, isMissed } from './figures.ts'
import { growthPerMinute, halves } from './flatness.ts'

/** What was held at one time, memory in MB of 1024² bytes. Heaps are what lives in them after a collection. */
export interface MemorySample {
  readonly minutes: number
  readonly resident: number
  /** What is left of that when the browser was told to give back what it can. */
  readonly kept: number
  readonly heap: number
  /** What the heap's objects hold outside of it. */
  readonly outside: number
  /** Nodes of the page, with those that were taken out of it and are still held. */
  readonly nodes: number
  readonly listeners: number
  readonly hostResident: number
  readonly hostHeap: number
  readonly hostOutside: number
}

type Measure = Exclude<keyof MemorySample, 'minutes'>

/** MB in a minute that still count as flat. A heap is exact; resident memory also has what the allocator keeps. */
const flat = { heap: 0.5, outside: 0.5, resident: 2 } as const

/**
 * The memory of page and host, and whether it is flat: after the first quarter of the time, the lower quartile
 * of the later half may exceed that of the earlier half by so much in a minute at most. Told only where `isLong`.
 */
export function memoryFigures(samples: readonly MemorySample[], isLong: boolean): readonly Figure[] {
  const all = (of: Measure): readonly number[] => samples.map((sample) => sample[of])
  const readings = (of: Measure) => samples.map((sample) => ({ minutes: sample.minutes, value: sample[of] }))
  const grows = (name: string, of: Measure, atMost: number): Figure =>
    figure(name, 'MB', [growthPerMinute(readings(of))], { of: 'median', atMost })
  const { earlier, later } = halves(readings('nodes'))
  const nodes = (half: typeof earlier): readonly number[] => half.map(({ value }) => value)
  const figures = [
    figure('… what the renderer keeps of that when memory is short', 'MB', all('kept')),
    grows('… growth of that in a minute', 'kept', flat.resident),
    figure('… its live JavaScript heap', 'MB', all('heap')),
    grows('… growth of that in a minute', 'heap', flat.heap),
    figure('… nodes, styles and buffers it holds', 'MB', all('outside')),
    grows('… growth of that in a minute', 'outside', flat.outside),
    figure('… nodes it holds, earlier half', '', nodes(earlier)),
    figure('… nodes it holds, later half', '', nodes(later)),
    figure('… listeners it holds', '', all('listeners')),
    figure('… memory of the host', 'MB', all('hostResident')),
    grows('… its growth in a minute', 'hostResident', flat.resident),
    figure('… its live JavaScript heap', 'MB', all('hostHeap')),
    grows('… growth of that in a minute', 'hostHeap', flat.heap),
    figure('… buffers it holds', 'MB', all('hostOutside')),
    grows('… growth of that in a minute', 'hostOutside', flat.outside),
  ]
  if (!isLong) return figures.filter(({ name, runs }) => runs > 0 && !name.includes('growth'))
  const growing = figures.filter((one) => one.name.includes('growth') && isMissed(one))
  return [
    ...figures,
    figure('… memories that are not flat', '', [growing.length], { of: 'median', atMost: 0 }),
  ]
}

/** Says on the standard error what was found, so that a long run shows where it stands. */
export function tellSample(sample: MemorySample | undefined): void {
  if (!sample) return
  const { minutes, ...found } = sample
  const text = Object.entries(found).map(([name, value]) => `${name} ${value.toFixed(value < 1000 ? 1 : 0)}`)
  process.stderr.write(`  ${minutes.toFixed(2)} min: ${text.join(', ')}\n`)
}
