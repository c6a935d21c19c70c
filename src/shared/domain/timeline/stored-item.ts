import { z } from 'zod'
import { decodeStored, type StoredKind } from '../stored-kind.ts'
import { envelope } from './item-kind.ts'
import { storedKinds } from './kinds/index.ts'
import type { UnknownItem } from './kinds/unknown.ts'
import type { KnownItem, TimelineItem } from './timeline-item.ts'

const kinds = new Map<string, StoredKind<KnownItem>>(storedKinds.map((kind) => [kind.name, kind]))

/** An item as the database keeps it: without its place, which is its row's, and with the version of its shape. */
export interface StoredItem {
  readonly version: number
  readonly data: unknown
}

/** What an item is stored as. An unknown one is stored as it was. */
export function toStoredItem(item: TimelineItem): StoredItem {
  if (item.kind === 'unknown') return { version: item.version, data: item.raw }
  const { seq: _, ...data } = item
  return { version: kinds.get(item.kind)?.version ?? 1, data }
}

/**
 * Reads a stored item, of whatever version, at its place. What is not understood becomes an item of kind `unknown`, with
 * all of what was stored in it.
 */
export function fromStoredItem(stored: StoredItem, seq: number): TimelineItem {
  const fields = { ...asRecord(stored.data), seq }
  const kind = 'kind' in fields && typeof fields.kind === 'string' ? kinds.get(fields.kind) : undefined
  const read = kind && decodeStored(kind, stored.version, fields)
  return read?.ok ? read.value : unknownItem(stored, seq)
}

/** Whatever can be read of its envelope is taken, the rest is made up so that it can be shown. */
function unknownItem({ version, data }: StoredItem, seq: number): UnknownItem {
  const fields = asRecord(data)
  const take = <T>(schema: z.ZodType<T>, name: string, otherwise: T): T => {
    const read = schema.safeParse(fields[name])
    return read.success ? read.data : otherwise
  }
  return {
    kind: 'unknown',
    id: take(envelope.id, 'id', `unknown-${seq}`),
    seq,
    turn: take(envelope.turn, 'turn', 0),
    state: take(envelope.state, 'state', 'completed'),
    at: take(envelope.at, 'at', 0),
    endedAt: take(envelope.endedAt, 'endedAt', null),
    parent: take(envelope.parent, 'parent', null),
    name: take(z.string(), 'kind', ''),
    version,
    raw: data,
  }
}

function asRecord(stored: unknown): Readonly<Record<string, unknown>> {
  return typeof stored === 'object' && stored !== null && !Array.isArray(stored)
    ? (stored as Readonly<Record<string, unknown>>)
    : {}
}
