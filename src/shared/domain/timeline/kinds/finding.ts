import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'

/** Something that a reviewing agent found. */
export const findingKind = itemKind('finding', {
  title: z.string(),
  text: z.string(),
  /** From 0, the most urgent, to 3; null when it was not told. */
  priority: z.int().min(0).max(3).nullable(),
  /** Inside the worktree, relative to it; null when it is about no file. */
  path: z.string().nullable(),
  /** Lines of the file, from 1, both included. */
  lines: z.strictObject({ from: z.int().positive(), to: z.int().positive() }).readonly().nullable(),
})
export type FindingItem = ItemOf<typeof findingKind>
