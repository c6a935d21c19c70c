import { z } from 'zod'
import type { Upcast } from '../item-kind.ts'

/** Version 1 of the ten first kinds: one record with every field that any of them had. */
const flatRecord = z.strictObject({
  id: z.string(),
  seq: z.number(),
  turn: z.number(),
  kind: z.string(),
  state: z.string(),
  at: z.number(),
  endedAt: z.number().nullable(),
  text: z.string(),
  exitCode: z.number().nullable(),
  outputBytes: z.number(),
  plan: z.array(z.strictObject({ step: z.string(), state: z.string() })).nullable(),
  paths: z.array(z.string()),
})

/** From the flat record: its envelope and text, and what `fields` takes of the rest. */
export function fromFlatRecord(
  fields: (flat: z.infer<typeof flatRecord>) => Readonly<Record<string, unknown>> = () => ({}),
): Upcast {
  return (stored) => {
    const flat = flatRecord.parse(stored)
    const { id, seq, turn, kind, state, at, endedAt, text } = flat
    return { id, seq, turn, kind, state, at, endedAt, parent: null, text, ...fields(flat) }
  }
}
