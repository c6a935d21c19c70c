import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { failureSchema, listSchema, resultSchema } from './common.ts'
import { procedure } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

/** The keys of commands: what holds, and what a file says that nobody confirmed yet. */
export interface ToldBindings {
  /** Keys in place of the registry's, by command; only these count. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** The file that a person may edit. */
  readonly file: string
  /** Why the file can't be used, as sentences; null when it can. */
  readonly problem: string | null
  /** What the file says since it was changed outside of Winnow; it does not count until it is confirmed. */
  readonly proposal: {
    /** Names exactly this content. */
    readonly digest: string
    readonly changes: readonly {
      readonly command: string
      readonly from: readonly string[]
      readonly to: readonly string[]
    }[]
  } | null
}
const toldKeys = listSchema(z.string())
const toldBindingsSchema = schemaOf<ToldBindings>()(
  z.strictObject({
    keys: z.record(z.string(), toldKeys),
    file: z.string(),
    problem: z.string().nullable(),
    proposal: z
      .strictObject({
        digest: z.string(),
        changes: listSchema(z.strictObject({ command: z.string(), from: toldKeys, to: toldKeys })),
      })
      .nullable(),
  }),
)

/** `refused`: the keys can't be used. `changed`: the file is not as it was shown. `notWritten`: the disk refused it. */
const keysFailureKindSchema = z.enum(['refused', 'changed', 'notWritten'])
export type KeysFailure = Failure<z.infer<typeof keysFailureKindSchema>>
const toldResult = resultSchema(toldBindingsSchema, failureSchema(keysFailureKindSchema))

/** Changes of keys are the person's: nothing here is open to agents. */
export const keysContract = {
  /** The keys now, then again at each change. The file is looked at for as long as somebody follows. */
  watch: procedure.output(eventIterator(toldBindingsSchema)),
  /** Gives commands other keys, all or none; null gives a command its own back. Not `bind`: that is every function's. */
  change: procedure
    .input(
      z.object({
        changes: z
          .array(
            z.object({
              command: z.string().max(100),
              keys: z.array(z.string().max(40)).max(20).nullable(),
            }),
          )
          .max(500),
      }),
    )
    .output(toldResult),
  /** Makes the file's keys count, if it still is what was shown. */
  confirm: procedure.input(z.object({ digest: z.string().max(100) })).output(toldResult),
  /** Writes the keys that count over what the file says. */
  keep: procedure.output(toldResult),
}
