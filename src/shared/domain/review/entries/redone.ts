import { z } from 'zod'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** The step that was undone last was done again. */
export interface RedoneFact {
  readonly type: 'redone'
  /** The number of the step's own entry. */
  readonly entry: number
}

export const redone: EntryKind<RedoneFact> = {
  type: 'redone',
  version: 3,
  schema: z.object({ ...actFields, entry: z.number().int() }),
  upcasts: [withAct(null), withClient],
  apply: (state, { entry, by }, seq) => state.redo(entry, seq, by),
}
