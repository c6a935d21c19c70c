import { z } from 'zod'
import { itemKind, outputBytes, type ItemOf } from '../item-kind.ts'

/** A tool that the agent called and that is neither a command nor an edit; what it gave is its output. */
export const toolCallKind = itemKind('toolCall', {
  /** A title in a few words. */
  text: z.string(),
  /** Its name, with its server's where it has one. */
  tool: z.string(),
  /** What it was called with, as JSON; may be cut off. */
  input: z.string(),
  /** Files it is about: inside the worktree, relative to it. */
  paths: z.array(z.string()).readonly(),
  outputBytes,
})
export type ToolCallItem = ItemOf<typeof toolCallKind>
