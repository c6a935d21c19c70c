import { z } from 'zod'
import { itemKind, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** Accepted changes were landed, or a landing was undone. */
export const landingKind = itemKind('landing', { text: z.string() }, [fromFlatRecord()])
export type LandingItem = ItemOf<typeof landingKind>
