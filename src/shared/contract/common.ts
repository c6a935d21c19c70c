import { z } from 'zod'

/** Ids are short opaque strings made by the workbench; hunk ids are content hashes. */
export const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/)
/** A path inside a git tree, as `base/path-text.ts` writes it. */
export const treePathSchema = z.string().min(1).max(65_536)
