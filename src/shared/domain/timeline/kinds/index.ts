import { z } from 'zod'
import { approvalKind } from './approval.ts'
import { checkKind } from './check.ts'
import { checkpointKind } from './checkpoint.ts'
import { commandKind } from './command.ts'
import { compactionKind } from './compaction.ts'
import { editKind } from './edit.ts'
import { findingKind } from './finding.ts'
import { landingKind } from './landing.ts'
import { messageKind } from './message.ts'
import { noticeKind } from './notice.ts'
import { outputKind } from './output.ts'
import { planKind } from './plan.ts'
import { promptKind } from './prompt.ts'
import { questionKind } from './question.ts'
import { reasoningKind } from './reasoning.ts'
import { reviewKind } from './review.ts'
import { revisionKind } from './revision.ts'
import { toolCallKind } from './tool-call.ts'
import { unknownKind } from './unknown.ts'
import { usageKind } from './usage.ts'

/** Every kind of item that is stored. */
export const storedKinds = [
  promptKind,
  messageKind,
  reasoningKind,
  commandKind,
  outputKind,
  toolCallKind,
  editKind,
  planKind,
  noticeKind,
  approvalKind,
  questionKind,
  compactionKind,
  checkKind,
  checkpointKind,
  findingKind,
  reviewKind,
  revisionKind,
  landingKind,
  usageKind,
] as const

type SchemasOf<Kinds extends readonly { readonly schema: unknown }[]> = {
  [Index in keyof Kinds]: Kinds[Index]['schema']
}
const schemas = storedKinds.map((kind) => kind.schema) as unknown as SchemasOf<typeof storedKinds>

/** An item of any kind, as the contract carries it. */
export const timelineItemSchema = z.discriminatedUnion('kind', [...schemas, unknownKind.schema])

/** The kinds whose items have output. */
export const kindsWithOutput: ReadonlySet<string> = new Set(
  storedKinds.filter((kind) => 'outputBytes' in kind.schema.shape).map((kind) => kind.name),
)
