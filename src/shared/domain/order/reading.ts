/**
 * What a change is to its reader, in the order of reading: it weakens what would tell of mistakes; it runs by itself, or says
 * what does; others depend on it; it does something; it only says something; or its fact is enough.
 */
export const readingClasses = [
  ...(['weakens', 'runs', 'contract', 'behaviour', 'document', 'folded'] as const),
] as const
export type ReadingClass = (typeof readingClasses)[number]

/** Why something is read when it is. */
export interface Reading {
  readonly class: ReadingClass
  /** A few words for the person; null where there is nothing to say. */
  readonly reason: string | null
}

/** The orders in which files can be read. */
export const fileOrders = ['reading', 'path', 'size'] as const
export type FileOrder = (typeof fileOrders)[number]

/** The place of a class in the order of reading. */
export function rankOf({ class: name }: Reading): number {
  return readingClasses.indexOf(name)
}

/** The one that is read first; of equal ones the first named. */
export function firstRead(readings: readonly Reading[]): Reading | null {
  return readings.reduce<Reading | null>(
    (first, one) => (first === null || rankOf(one) < rankOf(first) ? one : first),
    null,
  )
}
