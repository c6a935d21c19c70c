import { z } from 'zod'
import { withAct, type EntryKind } from './entry-kind.ts'
import { actFields } from './shapes.ts'

/** The hunk `now` does what the hunks `were` did together, cut or placed by git in another way. */
export interface RecutFact {
  readonly type: 'recut'
  readonly revision: number
  readonly pairs: readonly { readonly now: string; readonly were: readonly string[] }[]
}

export const recut: EntryKind<RecutFact> = {
  type: 'recut',
  version: 2,
  schema: z.object({
    ...actFields,
    revision: z.number().int(),
    pairs: z.array(z.object({ now: z.string(), were: z.array(z.string()) })),
  }),
  upcasts: [withAct('newRevision')],
  apply({ period }, { revision, pairs }) {
    for (const { now, were } of pairs) {
      const others = period.recut.get(now)
      if (others) others.push({ were, revision })
      else period.recut.set(now, [{ were, revision }])
    }
  },
}
