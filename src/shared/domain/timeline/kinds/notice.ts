import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** A sentence of the workbench or of an adapter to the person; a failed one is a problem. */
export const noticeKind = itemKind('notice', { text: z.string() }, [fromFlatRecord()])
export type NoticeItem = ItemOf<typeof noticeKind>
