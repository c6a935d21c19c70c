import { z } from 'zod'
import { withAct, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** The newest step was undone. */
export interface UndoneFact {
  readonly type: 'undone'
  /** The number of the undone step's entry. */
  readonly entry: number
}

export const undone: EntryKind<UndoneFact> = {
  type: 'undone',
  version: 2,
  schema: z.object({ ...actFields, entry: z.number().int() }),
  upcasts: [withAct(null)],
  apply: (state, { entry }) => state.undo(entry),
}
