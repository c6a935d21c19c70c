import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** What the person asked for at the beginning of a turn. */
export const promptKind = itemKind('prompt', { text: z.string() }, [fromFlatRecord()])
export type PromptItem = ItemOf<typeof promptKind>
