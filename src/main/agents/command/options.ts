import { z } from 'zod'

export const commandOptions = z.strictObject({
  command: z.string().optional().meta({ title: 'Command', description: 'The line that the shell runs.' }),
  followUpCommand: z
    .string()
    .optional()
    .meta({ title: 'For follow-ups', description: 'The line for later turns; empty: the same.' }),
})
