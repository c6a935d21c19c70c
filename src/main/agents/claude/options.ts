import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const claudeOptions = z.strictObject({ model: modelOption })
