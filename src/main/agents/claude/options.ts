import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const claudeOptions = z.strictObject({
  model: modelOption,
  mode: z.enum(['ask', 'ask for edits', 'plan', 'never ask']).optional().meta({
    title: 'Mode',
    description:
      'Whether it asks before commands, before edits too, plans first, or never asks; without its ACP adapter it can’t ask.',
  }),
})
