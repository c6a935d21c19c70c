import type { TimelineItem } from '#shared/domain/timeline/timeline-item.ts'

/** An item as version 0.1.0 told it: one record with every field that any kind had. */
export interface FlatItem {
  readonly id: string
  readonly kind: TimelineItem['kind']
  readonly state: string
  readonly exitCode: number | null
  readonly outputBytes: number
  readonly plan: readonly unknown[] | null
  readonly paths: readonly string[]
}

export function isFlatItem(item: object): item is FlatItem {
  return 'exitCode' in item && 'plan' in item && 'paths' in item
}

/** What it says, as the kinds of items have it since. Throws where its kind has no field for what it says. */
export function fromFlatItem(item: FlatItem): Readonly<Record<string, unknown>> {
  const { exitCode, outputBytes, plan, paths, ...common } = item
  const hasOutput = item.kind === 'command' || item.kind === 'output'
  const lost =
    (!hasOutput && (exitCode !== null || outputBytes > 0)) ||
    (item.kind !== 'plan' && plan !== null) ||
    (item.kind !== 'edit' && paths.length > 0)
  if (lost) throw new Error(`there is no place for all of ${JSON.stringify(item)}`)
  return {
    ...common,
    ...(hasOutput && { exitCode, outputBytes }),
    ...(item.kind === 'plan' && { steps: plan }),
    ...(item.kind === 'edit' && { paths }),
  }
}
