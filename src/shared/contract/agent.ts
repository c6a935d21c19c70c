import { z } from 'zod'
import type { AgentChoice, AgentKind } from '../domain/agent/agent-choice.ts'
import type { AgentOffer } from '../domain/agent/agent-offer.ts'
import { schemaOf } from './schema-of.ts'

export const agentKindSchema = schemaOf<AgentKind>()(z.enum(['openai', 'command', 'existing', 'demo']))

/** An agent as a client names it: fields that are not known are left out. */
export const agentChoiceInputSchema = schemaOf<AgentChoice>()(
  z.object({
    kind: agentKindSchema,
    command: z.string().max(32_768).optional(),
    followUpCommand: z.string().max(32_768).optional(),
    model: z.string().max(200).optional(),
    label: z.string().max(200).optional(),
  }),
)

/** An agent as the workbench tells of it. */
export const agentChoiceSchema = schemaOf<AgentChoice>()(
  z.strictObject({
    kind: agentKindSchema,
    command: z.string().optional(),
    followUpCommand: z.string().optional(),
    model: z.string().optional(),
    label: z.string().optional(),
  }),
)

export const agentOfferSchema = schemaOf<AgentOffer>()(
  z.strictObject({
    choice: agentChoiceSchema,
    label: z.string(),
    available: z.boolean(),
    note: z.string(),
  }),
)
