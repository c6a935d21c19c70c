import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { idSchema } from './common.ts'
import type { Failure } from '../base/failure.ts'
import { contract } from './index.ts'

export type HostFailure = Failure<'notHere' | 'badLink' | 'failed'>

/** Something that the host wants the page to do. */
export type HostEvent =
  /** An entry of the native menu was chosen: the id of a record of the command registry. */
  | { readonly type: 'command'; readonly command: string }
  /** A repository was opened from outside (a second start with a path). */
  | { readonly type: 'openRepository'; readonly repository: string }
  /** A notification was clicked. */
  | { readonly type: 'openSession'; readonly session: string }

/**
 * What the host around the workbench can do, served next to the contract. The page cannot tell which host it
 * has; what a host lacks it answers with `notHere`.
 */
export const hostContract = {
  /**
   * Brings Winnow before the person: a window comes to the front (`url` is null), or a link is made that works
   * once. The repository, if any, is shown there.
   */
  open: oc
    .input(z.object({ repository: idSchema.nullable() }))
    .output(type<Result<{ readonly url: string | null }, HostFailure>>()),
  /** Opens an http or https link in the person's browser; only ever called by an explicit click. */
  openLink: oc.input(z.object({ url: z.string().max(4096) })).output(type<Result<null, HostFailure>>()),
  /** What the host wants of this page, from now on. */
  watch: oc.output(eventIterator(type<HostEvent>())),
}

/** Everything a client can ask: the workbench's contract and its host's. */
export const hostedContract = { ...contract, host: hostContract }
export type HostedContract = typeof hostedContract
