import { z } from 'zod'

/** Ids are short opaque strings made by the workbench; hunk ids are content hashes. */
export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/)
/** A path inside a git tree, as `base/path-text.ts` writes it. */
export const treePathSchema = z.string().min(1).max(65_536)

/**
 * Expected failure as the contract carries it. `message` is the sentence for the person: what happened, what
 * was not touched, what to do next. `paths` and `refs` name what is concerned, `stderr` is git's own tail.
 */
export interface Failure<Kind extends string> {
  readonly kind: Kind
  readonly message: string
  readonly paths?: readonly string[]
  readonly refs?: readonly string[]
  readonly stderr?: string
}
