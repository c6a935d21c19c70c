import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** What the agent thinks, as far as its model tells. */
export const reasoningKind = itemKind('reasoning', { text: z.string() }, [fromFlatRecord()])
export type ReasoningItem = ItemOf<typeof reasoningKind>
