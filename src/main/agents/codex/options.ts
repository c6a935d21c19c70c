import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

/** What it may do without asking. */
export const codexModes = ['ask', 'ask for edits', 'plan', 'never ask'] as const

export const codexOptions = z.strictObject({
  model: modelOption,
  effort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'])
    .optional()
    .meta({ title: 'Effort', description: 'How much the model thinks.' }),
  mode: z.enum(codexModes).optional().meta({
    title: 'Mode',
    description:
      'Whether it asks before it leaves its sandbox, before each edit too, plans first, or never asks.',
  }),
  profile: z
    .string()
    .optional()
    .meta({ title: 'Profile', description: 'A profile of your Codex configuration.' }),
})
