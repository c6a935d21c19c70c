import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import type { Failure } from '../base/failure.ts'
import { failureSchema, idSchema, resultSchema } from './common.ts'
import { contract } from './index.ts'
import { procedure } from './procedure.ts'
import { schemaOf } from './schema-of.ts'

const hostFailureKindSchema = z.enum(['notHere', 'badLink', 'failed'])
export type HostFailure = Failure<z.infer<typeof hostFailureKindSchema>>
const hostFailureSchema = failureSchema(hostFailureKindSchema)

/** Something that the host wants the page to do. */
export type HostEvent =
  /** An entry of the native menu was chosen: the id of a record of the command registry. */
  | { readonly type: 'command'; readonly command: string }
  /** A repository was opened from outside (a second start with a path). */
  | { readonly type: 'openRepository'; readonly repository: string }
  /** A notification was clicked. */
  | { readonly type: 'openSession'; readonly session: string }
const hostEventSchema = schemaOf<HostEvent>()(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('command'), command: z.string() }),
    z.strictObject({ type: z.literal('openRepository'), repository: z.string() }),
    z.strictObject({ type: z.literal('openSession'), session: z.string() }),
  ]),
)

/**
 * What the host around the workbench can do, served next to the contract. The page cannot tell which host it
 * has; what a host lacks it answers with `notHere`.
 */
export const hostContract = {
  /**
   * Brings Winnow before the person: a window comes to the front (`url` is null), or a link is made that works
   * once. The repository, if any, is shown there.
   */
  open: procedure
    .input(z.object({ repository: idSchema.nullable() }))
    .output(resultSchema(z.strictObject({ url: z.string().nullable() }), hostFailureSchema)),
  /** One more window on the same workbench: opened (`url` is null), or a link that works once and is to be opened. */
  openWindow: procedure.output(
    resultSchema(z.strictObject({ url: z.string().nullable() }), hostFailureSchema),
  ),
  /** Opens an http or https link in the person's browser; only ever called by an explicit click. */
  openLink: procedure
    .input(z.object({ url: z.string().max(4096) }))
    .output(resultSchema(z.null(), hostFailureSchema)),
  /** What the host wants of this page, from now on. */
  watch: procedure.output(eventIterator(hostEventSchema)),
}

/** Everything a client can ask: the workbench's contract and its host's. */
export const hostedContract = { ...contract, host: hostContract }
export type HostedContract = typeof hostedContract
