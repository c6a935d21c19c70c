import type { SessionUpdate } from '@agentclientprotocol/sdk'
import { z } from 'zod'

/** Texts, pictures and whatever else a message is made of. */
const content = z.looseObject({ type: z.string(), text: z.string().optional() })
const text = z.string().nullish()
const part = z.union([
  z.looseObject({ type: z.literal('content'), content }),
  z.looseObject({ type: z.literal('diff'), path: z.string(), oldText: text, newText: z.string() }),
])
/** Those of a list that can be read. */
function readable<Item extends z.ZodType>(item: Item) {
  return z
    .array(z.unknown())
    .transform((all) =>
      all.map((one) => item.safeParse(one)).flatMap((read) => (read.success ? [read.data] : [])),
    )
}

const tool = {
  toolCallId: z.string(),
  title: text,
  kind: text,
  status: text,
  content: readable(part).nullish(),
  locations: readable(z.looseObject({ path: z.string() })).nullish(),
}

/** What of the updates is shown; what else they carry is kept beside. */
const known = z.discriminatedUnion('sessionUpdate', [
  z.looseObject({ sessionUpdate: z.literal('agent_message_chunk'), content }),
  z.looseObject({ sessionUpdate: z.literal('agent_thought_chunk'), content }),
  z.looseObject({ sessionUpdate: z.literal('tool_call'), ...tool }),
  z.looseObject({ sessionUpdate: z.literal('tool_call_update'), ...tool }),
  z.looseObject({
    sessionUpdate: z.literal('plan'),
    entries: readable(z.looseObject({ content: z.string(), status: z.string() })),
  }),
  z.looseObject({
    sessionUpdate: z.literal('notice'),
    title: z.string(),
    description: text,
    severity: z.string().optional(),
  }),
  z.looseObject({
    sessionUpdate: z.literal('compaction_update'),
    compactionId: z.string(),
    status: z.string(),
    error: text,
  }),
  // What the person said, what there is to choose, how full the window is: nothing that happened in the turn.
  z.looseObject({
    sessionUpdate: z.enum([
      'user_message_chunk',
      'available_commands_update',
      'current_mode_update',
      'config_option_update',
      'session_info_update',
      'usage_update',
      'compaction_summary_chunk',
    ]),
  }),
])

/** An update that this version of Winnow does not know, or that is not as it is known. */
export interface UnknownUpdate {
  readonly name: string
  readonly raw: unknown
}

export interface ReadUpdate {
  readonly session: string
  readonly update: SessionUpdate | null
  /** Set where `update` is null. */
  readonly unknown: UnknownUpdate | null
}

const notification = z.object({ sessionId: z.string(), update: z.unknown() })

/** Reads a `session/update`; null where it does not say of which session it is. */
export function readUpdate(params: unknown): ReadUpdate | null {
  const said = notification.safeParse(params)
  if (!said.success) return null
  const { sessionId, update } = said.data
  const read = known.safeParse(update)
  // What is read is checked above; the protocol's own type has more that is not.
  if (read.success)
    return { session: sessionId, update: read.data as unknown as SessionUpdate, unknown: null }
  const named = z.object({ sessionUpdate: z.string() }).safeParse(update)
  const name = named.success ? named.data.sessionUpdate.slice(0, 100) : ''
  return { session: sessionId, update: null, unknown: { name, raw: update } }
}
