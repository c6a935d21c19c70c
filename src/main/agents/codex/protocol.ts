import { z } from 'zod'

/**
 * What is used of Codex's app-server protocol (version 2, seen with 0.171): requests, notifications and items that the
 * adapter reads. Fields that are not named are passed over; what can't be read at all is told as it is.
 */

const text = z.string()

const change = z.looseObject({
  path: text,
  kind: z.looseObject({ type: text, move_path: text.nullish() }),
  diff: text,
})
export type FileChange = z.infer<typeof change>

const itemKinds = [
  z.looseObject({ type: z.literal('agentMessage'), id: text, text }),
  z.looseObject({
    type: z.literal('reasoning'),
    id: text,
    summary: z.array(text).default([]),
    content: z.array(text).default([]),
  }),
  z.looseObject({ type: z.literal('plan'), id: text, text }),
  z.looseObject({
    type: z.literal('commandExecution'),
    id: text,
    command: text,
    status: text,
    aggregatedOutput: text.nullish(),
    exitCode: z.number().nullish(),
  }),
  z.looseObject({ type: z.literal('fileChange'), id: text, changes: z.array(change), status: text }),
  z.looseObject({
    type: z.literal('mcpToolCall'),
    id: text,
    server: text,
    tool: text,
    status: text,
    arguments: z.unknown(),
    result: z.unknown(),
    error: z.unknown(),
  }),
  z.looseObject({ type: z.literal('contextCompaction'), id: text }),
  // What the workbench tells itself.
  z.looseObject({ type: z.literal('userMessage'), id: text }),
] as const

/** What the person opened to commands that write in their workspace, of the answer to `config/read`. */
export const workspaceWrite = z.looseObject({
  config: z.looseObject({
    sandbox_workspace_write: z
      .looseObject({ writable_roots: z.array(text).nullish(), network_access: z.boolean().nullish() })
      .nullish(),
  }),
})

const knownItem = z.discriminatedUnion('type', itemKinds)
const anyItem = z.looseObject({ type: text, id: text, status: text.optional() })

export type CodexItem = z.infer<typeof knownItem> | { readonly type: 'other'; readonly item: AnyItem }
type AnyItem = z.infer<typeof anyItem>

/** An item as it came; null where it is none. */
export function readItem(value: unknown): CodexItem | null {
  const known = knownItem.safeParse(value)
  if (known.success) return known.data
  const any = anyItem.safeParse(value)
  return any.success ? { type: 'other', item: any.data } : null
}

export const initialized = z.looseObject({ userAgent: text })
export const account = z.looseObject({ account: z.unknown(), requiresOpenaiAuth: z.boolean().default(false) })
export const threadStarted = z.looseObject({ thread: z.looseObject({ id: text }) })
export const turnStarted = z.looseObject({ turn: z.looseObject({ id: text }) })

const turnError = z.looseObject({ message: text, codexErrorInfo: z.unknown() })
export type TurnError = z.infer<typeof turnError>

export const turnCompleted = z.looseObject({
  turn: z.looseObject({ id: text, status: text, error: turnError.nullish() }),
})
export const errorTold = z.looseObject({ error: turnError, willRetry: z.boolean().default(false) })
export const itemTold = z.looseObject({ item: z.unknown() })
export const deltaTold = z.looseObject({ itemId: text, delta: text })
export const planTold = z.looseObject({
  turnId: text,
  explanation: text.nullish(),
  plan: z.array(z.looseObject({ step: text, status: text })),
})

const tokens = z.looseObject({
  inputTokens: z.number(),
  cachedInputTokens: z.number().default(0),
  outputTokens: z.number(),
  reasoningOutputTokens: z.number().default(0),
})
export const usageTold = z.looseObject({ tokenUsage: z.looseObject({ last: tokens }) })

export const commandApproval = z.looseObject({
  itemId: text,
  reason: text.nullish(),
  command: text.nullish(),
  cwd: text.nullish(),
  /** Absent from older ones, which ask about commands alone. */
  kind: text.nullish(),
  networkApprovalContext: z.looseObject({ host: text }).nullish(),
})
export const fileApproval = z.looseObject({ itemId: text, reason: text.nullish(), grantRoot: text.nullish() })
export const userInput = z.looseObject({
  itemId: text,
  questions: z.array(
    z.looseObject({
      id: text,
      header: text.default(''),
      question: text,
      options: z.array(z.looseObject({ label: text, description: text.default('') })).nullish(),
    }),
  ),
})
