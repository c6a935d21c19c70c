import { z } from 'zod'
import { modelOption } from '../option-fields.ts'

export const opencodeOptions = z.strictObject({ model: modelOption })
