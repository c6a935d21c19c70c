import type { z } from 'zod'
import { err, ok, type Result } from '../base/result.ts'

/** How facts of one kind are kept: the newest shape, and the ways to it from every shape there was. */
export interface StoredKind<Data> {
  /** Of the newest shape, from 1. */
  readonly version: number
  readonly schema: z.ZodType<Data>
  /** The first takes version 1 to version 2, and so on: `version - 1` of them. */
  readonly upcasts: readonly ((data: unknown) => unknown)[]
}

/** Reads what was kept in some version. The error says in a few words why it can't be read. */
export function decodeStored<Data>(
  kind: StoredKind<Data>,
  version: number,
  data: unknown,
): Result<Data, string> {
  if (version > kind.version) return err('a newer Winnow wrote it')
  const newest = kind.upcasts.slice(version - 1).reduce((older, upcast) => upcast(older), data)
  const read = kind.schema.safeParse(newest)
  if (read.success) return ok(read.data)
  const [issue] = read.error.issues
  return err(`it has no valid ${issue?.path.join('.') || 'shape'}`)
}
