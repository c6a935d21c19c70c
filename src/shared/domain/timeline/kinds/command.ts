import { z } from 'zod'
import { itemKind, outputBytes, type ItemOf } from '../item-kind.ts'
import { fromFlatRecord } from './flat-record.ts'

/** A command that the agent ran. */
export const commandKind = itemKind(
  'command',
  {
    /** The command line. */
    text: z.string(),
    /** Null while it runs, and where a signal ended it. */
    exitCode: z.int().nullable(),
    outputBytes,
  },
  [fromFlatRecord((flat) => ({ exitCode: flat.exitCode, outputBytes: flat.outputBytes }))],
)
export type CommandItem = ItemOf<typeof commandKind>
