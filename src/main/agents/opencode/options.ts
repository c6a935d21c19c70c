import { z } from 'zod'

export const opencodeModes = ['ask', 'ask for edits', 'plan', 'never ask'] as const

export const opencodeOptions = z.strictObject({
  model: z
    .string()
    .optional()
    .meta({ title: 'Model', description: 'Provider and model, as in “anthropic/claude-sonnet-5”.' }),
  mode: z.enum(opencodeModes).optional().meta({
    title: 'Mode',
    description: 'Whether it asks before commands, before edits too, plans first, or never asks.',
  }),
})
