import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const openaiOptions = z.strictObject({ model: modelOption })
