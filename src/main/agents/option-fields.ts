import { z } from 'zod'

/** Fields that several agents take. */
export const modelOption = z
  .string()
  .optional()
  .meta({ title: 'Model', description: 'The model’s name; empty: the agent’s own choice.' })
