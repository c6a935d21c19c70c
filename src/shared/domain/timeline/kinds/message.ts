import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** What the agent says to the person. */
export const messageKind = itemKind('message', { text: z.string() }, [fromFlatRecord()])
export type MessageItem = ItemOf<typeof messageKind>
