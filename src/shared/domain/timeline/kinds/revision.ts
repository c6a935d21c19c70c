import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** A revision was taken. */
export const revisionKind = itemKind('revision', { text: z.string() }, [fromFlatRecord()])
export type RevisionItem = ItemOf<typeof revisionKind>
