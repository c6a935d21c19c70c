import { z } from 'zod'
import { err, ok, type Result } from '../base/result.ts'

/** How facts of one kind are kept: the newest shape, and the ways to it from every shape there was. */
export interface StoredKind<Data> {
  /** Of the newest shape, from 1. */
  readonly version: number
  readonly schema: z.ZodType<Data>
  /** The first takes version 1 to version 2, and so on: `version - 1` of them. A `ZodError` says that one can't. */
  readonly upcasts: readonly ((data: unknown) => unknown)[]
}

/** Reads what was kept in some version. The error says in a few words why it can't be read. */
export function decodeStored<Data>(
  kind: StoredKind<Data>,
  version: number,
  data: unknown,
): Result<Data, string> {
  if (version > kind.version) return err('a newer Winnow wrote it')
  if (version < 1) return err('it has no valid version')
  try {
    const newest = kind.upcasts.slice(version - 1).reduce((older, upcast) => upcast(older), data)
    return ok(kind.schema.parse(newest))
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const [issue] = error.issues
    return err(`it has no valid ${issue?.path.join('.') || 'shape'}`)
  }
}
