import { z } from 'zod'
import { itemKind, outputBytes, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** What an agent prints that is itself a command. */
export const outputKind = itemKind(
  'output',
  {
    /** The agent's command line. */
    text: z.string(),
    /** Null while it runs, and where a signal ended it. */
    exitCode: z.int().nullable(),
    outputBytes,
  },
  [fromFlatRecord((flat) => ({ exitCode: flat.exitCode, outputBytes: flat.outputBytes }))],
)
export type OutputItem = ItemOf<typeof outputKind>
