import type { ModelItem } from './items.ts'
import { toolDefinitions } from './tool-definitions.ts'
import type { WorkMode } from './work-mode.ts'

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
  /** How much the model is to think. */
  readonly effort: boolean
  /** Several calls in one answer, told by a member of their own. */
  readonly parallelCalls: boolean
  /** The count of tokens at the end of a chat completion. */
  readonly streamUsage: boolean
}

export const allFeatures: ServerFeatures = {
  customTools: true,
  reasoning: true,
  cacheKey: true,
  pictures: true,
  compact: true,
  effort: true,
  parallelCalls: true,
  streamUsage: true,
}

/** The features without the one that a refused request's message is about; null when it is about none of them. */
export function withoutRefused(features: ServerFeatures, said: string): ServerFeatures | null {
  if (features.cacheKey && /prompt_cache_key/i.test(said)) return { ...features, cacheKey: false }
  if (features.streamUsage && /stream_options|include_usage/i.test(said))
    return { ...features, streamUsage: false }
  if (features.parallelCalls && /parallel_tool_calls/i.test(said))
    return { ...features, parallelCalls: false }
  if (features.effort && /effort/i.test(said)) return { ...features, effort: false }
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
  /** As the server names it; empty: what it does by itself. */
  readonly effort: string
  readonly withTools: boolean
  readonly mode: WorkMode
  /** Definitions of tools besides the harness's own. */
  readonly moreTools?: readonly Readonly<Record<string, unknown>>[]
}): Record<string, unknown> {
  const { features } = options
  const effort = options.effort !== '' && features.effort ? { effort: options.effort } : {}
  return {
    model: options.model,
    instructions: options.instructions,
    input: options.input,
    ...(options.withTools
      ? {
          tools: [...toolDefinitions(features, options.mode), ...(options.moreTools ?? [])],
          tool_choice: 'auto',
          ...(features.parallelCalls ? { parallel_tool_calls: true } : {}),
        }
      : {}),
    store: false,
    stream: true,
    ...(features.cacheKey ? { prompt_cache_key: options.session } : {}),
    ...(features.reasoning
      ? { include: ['reasoning.encrypted_content'], reasoning: { summary: 'auto', ...effort } }
      : 'effort' in effort
        ? { reasoning: effort }
        : {}),
  }
}
