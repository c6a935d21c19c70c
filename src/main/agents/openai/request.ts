import type { ModelItem } from './items.ts'
import { toolDefinitions } from './tool-definitions.ts'

/** What a compatible server may lack. Each is asked for until the server says that it does not know it. */
export interface ServerFeatures {
  /** Tools with a grammar instead of a JSON schema. */
  readonly customTools: boolean
  /** Summaries of the reasoning, and its encrypted form for the next request. */
  readonly reasoning: boolean
  readonly cacheKey: boolean
  /** Pictures in what the person says. */
  readonly pictures: boolean
  /** A conversation that the server itself shortens. */
  readonly compact: boolean
}

export const allFeatures: ServerFeatures = {
  customTools: true,
  reasoning: true,
  cacheKey: true,
  pictures: true,
  compact: true,
}

/** The features without the one that a refused request's message is about; null when it is about none of them. */
export function withoutRefused(features: ServerFeatures, said: string): ServerFeatures | null {
  if (features.cacheKey && /prompt_cache_key/i.test(said)) return { ...features, cacheKey: false }
  if (features.pictures && /input_image|image_url|\bimages?\b|vision|multimodal/i.test(said))
    return { ...features, pictures: false }
  if (features.reasoning && /reasoning|encrypted[ _]content|\binclude\b/i.test(said))
    return { ...features, reasoning: false }
  if (features.customTools && /custom|grammar|lark|tools?\W*\[?\d*\]?\W*\.?type|tool type/i.test(said))
    return { ...features, customTools: false }
  return null
}

/** The body of one request: stateless, with the whole conversation each time. */
export function requestBody(options: {
  readonly model: string
  readonly instructions: string
  readonly input: readonly ModelItem[]
  readonly session: string
  readonly features: ServerFeatures
  readonly withTools: boolean
}): Record<string, unknown> {
  const { features } = options
  return {
    model: options.model,
    instructions: options.instructions,
    input: options.input,
    ...(options.withTools
      ? { tools: toolDefinitions(features), tool_choice: 'auto', parallel_tool_calls: true }
      : {}),
    store: false,
    stream: true,
    ...(features.cacheKey ? { prompt_cache_key: options.session } : {}),
    ...(features.reasoning
      ? { include: ['reasoning.encrypted_content'], reasoning: { summary: 'auto' } }
      : {}),
  }
}
