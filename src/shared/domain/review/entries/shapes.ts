import { z } from 'zod'
import type { HunkKind } from '../../changeset/file-diff.ts'
import type { BaseFileMove } from '../carry.ts'
import type { ActClient, Verdict } from '../decided.ts'
import type {
  Author,
  CarriedHunk,
  EditDecision,
  FileMove,
  HunkDecision,
  LedgerAct,
  LedgerEdit,
  Place,
} from '../ledger-values.ts'

const count = z.number().int().min(0)

export const verdictShape: z.ZodType<Verdict> = z.enum(['accept', 'reject', 'defer'])

const clientShape: z.ZodType<ActClient | undefined> = z.literal('commandLine').optional()

const authorShape: z.ZodType<Author> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), client: clientShape }),
  z.object({ kind: z.literal('rule'), rule: z.string() }),
])

/** What every entry has. */
export const actFields = {
  act: z.string().nullable(),
  by: authorShape,
  reason: z.string().nullable(),
} satisfies Readonly<Record<keyof LedgerAct, z.ZodType>>

export const hunkKindShape: z.ZodType<HunkKind, HunkKind> = z.enum([
  'text',
  'add',
  'delete',
  'rename',
  'mode',
  'type',
  'symlink',
  'binary',
  'submodule',
])

export const placeShape: z.ZodType<Place> = z.object({
  path: z.string(),
  kind: hunkKindShape,
  oldStart: count,
  oldLines: count,
  newStart: count,
  newLines: count,
})

export const hunkDecisionShape: z.ZodType<HunkDecision> = z.object({
  hunk: z.string(),
  verdict: verdictShape.nullable(),
  place: placeShape,
})

export const editDecisionShape: z.ZodType<EditDecision> = z.object({
  edit: z.string(),
  verdict: z.enum(['reject', 'defer']).nullable(),
})

export const editShape: z.ZodType<LedgerEdit> = z.object({
  id: z.string(),
  basePath: z.string(),
  oldStart: count,
  oldLines: count,
  replaced: z.string(),
  bytes: z.string(),
  edges: z.object({ start: z.boolean(), end: z.boolean() }),
  baseMode: z.string(),
  baseOid: z.string().nullable(),
  lost: z.boolean(),
  client: clientShape,
})

export const carriedShape: z.ZodType<CarriedHunk> = z.object({
  from: z.array(z.string()),
  to: z.string(),
  place: placeShape,
})

const baseFileMoveShape: z.ZodType<BaseFileMove> = z.object({
  path: z.string(),
  changes: z.array(z.object({ oldStart: count, oldLines: count, newLines: count })).nullable(),
})

export const fileMoveShape: z.ZodType<FileMove> = z.object({
  path: z.string(),
  move: baseFileMoveShape.nullable(),
})
