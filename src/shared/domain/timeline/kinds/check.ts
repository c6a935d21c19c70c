import { z } from 'zod'
import { itemKind, outputBytes, type ItemOf } from '../item-kind.ts'

/** A command of the person's that looks whether a revision is in order. */
export const checkKind = itemKind('check', {
  /** The command line. */
  text: z.string(),
  /** The number of the revision. */
  revision: z.int().positive(),
  /** Null while it runs, and where a signal ended it. */
  exitCode: z.int().nullable(),
  outputBytes,
})
export type CheckItem = ItemOf<typeof checkKind>
