import { z } from 'zod'
import { envelope } from './item-kind.ts'
import { storedKinds } from './kinds/index.ts'
import type { UnknownItem } from './kinds/unknown.ts'
import type { KnownItem, TimelineItem } from './timeline-item.ts'

interface StoredKind {
  readonly version: number
  readonly upcasts: readonly ((stored: unknown) => unknown)[]
  readonly schema: z.ZodType<KnownItem>
}
const kinds = new Map<string, StoredKind>(storedKinds.map((kind) => [kind.name, kind]))

/** What an item is stored as: its fields and the version of its kind. An unknown one is stored as it was. */
export function toStoredItem(item: TimelineItem): unknown {
  if (item.kind === 'unknown') return item.raw
  return { version: kinds.get(item.kind)?.version ?? 1, ...item }
}

/**
 * Reads a stored item, of whatever version; one without a version is of the first. What is not understood becomes an
 * item of kind `unknown`, with all of what was stored in it. `seq` is its place, where it does not tell it itself.
 */
export function fromStoredItem(stored: unknown, seq: number): TimelineItem {
  const { kind, version = 1, ...fields } = asRecord(stored)
  const known = typeof kind === 'string' ? kinds.get(kind) : undefined
  if (known === undefined || !Number.isInteger(version)) return unknownItem(stored, seq)
  const upcasts = known.upcasts.slice(Number(version) - 1)
  if (Number(version) + upcasts.length !== known.version) return unknownItem(stored, seq)
  try {
    const item = upcasts.reduce((earlier, upcast) => upcast(earlier), { kind, ...fields } as unknown)
    const read = known.schema.safeParse(item)
    return read.success ? read.data : unknownItem(stored, seq)
  } catch (error) {
    if (error instanceof z.ZodError) return unknownItem(stored, seq)
    throw error
  }
}

/** Whatever can be read of its envelope is taken, the rest is made up so that it has a place to be shown at. */
function unknownItem(stored: unknown, seq: number): UnknownItem {
  const fields = asRecord(stored)
  const take = <T>(schema: z.ZodType<T>, name: string, otherwise: T): T => {
    const read = schema.safeParse(fields[name])
    return read.success ? read.data : otherwise
  }
  return {
    kind: 'unknown',
    id: take(envelope.id, 'id', `unknown-${seq}`),
    seq: take(envelope.seq, 'seq', seq),
    turn: take(envelope.turn, 'turn', 0),
    state: take(envelope.state, 'state', 'completed'),
    at: take(envelope.at, 'at', 0),
    endedAt: take(envelope.endedAt, 'endedAt', null),
    parent: take(envelope.parent, 'parent', null),
    name: take(z.string(), 'kind', ''),
    raw: stored,
  }
}

function asRecord(stored: unknown): Readonly<Record<string, unknown>> {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored)
    ? (stored as Readonly<Record<string, unknown>>)
    : {}
}
