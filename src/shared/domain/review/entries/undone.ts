import { z } from 'zod'
import { withAct, withClient, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** The newest step was undone. */
export interface UndoneFact {
  readonly type: 'undone'
  /** The number of the undone step's entry. */
  readonly entry: number
}

export const undone: EntryKind<UndoneFact> = {
  type: 'undone',
  version: 3,
  schema: z.object({ ...actFields, entry: z.number().int() }),
  upcasts: [withAct(null), withClient],
  apply: (state, { entry, by }, seq) => state.undo(entry, seq, by),
}
