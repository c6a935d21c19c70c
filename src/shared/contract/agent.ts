import { z } from 'zod'
import type { OfferedModels } from '../domain/agent/offered-models.ts'
import { agentCapabilities } from '../domain/agent/capabilities.ts'
import type { AgentCheck } from '../domain/agent/agent-check.ts'
import type { AgentChoice } from '../domain/agent/agent-choice.ts'
import type { AgentOffer } from '../domain/agent/agent-offer.ts'
import { schemaOf } from './schema-of.ts'

const kind = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)

/** An agent as a client names it: fields that are not known are left out. */
export const agentChoiceInputSchema = schemaOf<AgentChoice>()(
  z.object({
    kind,
    command: z.string().max(32_768).optional(),
    followUpCommand: z.string().max(32_768).optional(),
    model: z.string().max(200).optional(),
    effort: z.string().max(200).optional(),
    mode: z.string().max(200).optional(),
    profile: z.string().max(200).optional(),
    label: z.string().max(200).optional(),
  }),
)

/** An agent as the workbench tells of it. */
export const agentChoiceSchema = schemaOf<AgentChoice>()(
  z.strictObject({
    kind: z.string(),
    command: z.string().optional(),
    followUpCommand: z.string().optional(),
    model: z.string().optional(),
    effort: z.string().optional(),
    mode: z.string().optional(),
    profile: z.string().optional(),
    label: z.string().optional(),
  }),
)

const agentOptionSchema = z.strictObject({
  name: z.enum(['command', 'followUpCommand', 'model', 'effort', 'mode', 'profile']),
  label: z.string(),
  description: z.string(),
  values: z.array(z.string()).readonly(),
})

export const agentCheckSchema = schemaOf<AgentCheck>()(
  z.strictObject({
    kind: z.string(),
    label: z.string(),
    state: z.enum(['ok', 'warning']),
    note: z.string(),
    canTry: z.boolean(),
  }),
)

export const agentOfferSchema = schemaOf<AgentOffer>()(
  z.strictObject({
    choice: agentChoiceSchema,
    label: z.string(),
    icon: z.enum(['model', 'program', 'terminal', 'script']),
    available: z.boolean(),
    note: z.string(),
    capabilities: z.array(z.enum(agentCapabilities)).readonly(),
    options: z.array(agentOptionSchema.readonly()).readonly(),
    keptBy: z.enum(['itself', 'sandbox', 'asking', 'nothing']),
    networkKept: z.boolean(),
  }),
)

export const offeredModelsSchema = schemaOf<OfferedModels>()(
  z.strictObject({
    models: z.array(z.strictObject({ name: z.string(), efforts: z.array(z.string()) })),
    note: z.string().nullable(),
  }),
)
