import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const geminiOptions = z.strictObject({ model: modelOption })
