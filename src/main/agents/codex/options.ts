import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const codexOptions = z.strictObject({
  model: modelOption,
  effort: z
    .enum(['minimal', 'low', 'medium', 'high', 'xhigh'])
    .optional()
    .meta({ title: 'Effort', description: 'How much the model thinks.' }),
  profile: z
    .string()
    .optional()
    .meta({ title: 'Profile', description: 'A profile of your Codex configuration.' }),
})
