import { z } from 'zod'
import { modelOption } from '../option-fields.ts'
import { workModes } from './work-mode.ts'

export const openaiOptions = z.strictObject({
  model: modelOption,
  effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional().meta({
    title: 'Effort',
    description: 'How much the model thinks. A server that does not know this is asked without it.',
  }),
  mode: z.enum(workModes).optional().meta({
    title: 'Mode',
    description:
      'Whether it only reads and answers, hands over a plan before it changes a file, or builds, as it does where nothing is chosen.',
  }),
})
