import { z } from 'zod'
import type { LandingContext } from './context.ts'
import type { LandingSubject } from './dependencies.ts'
import { releaseLocks } from './stale-locks.ts'

const prefix = 'locking/'

/** What git may have locked for a landing whose intent is not written yet. */
const lockingSchema = z.object({
  ref: z.string(),
  checkouts: z.array(
    z.object({ folder: z.string(), gitDir: z.string(), how: z.enum(['files', 'index', 'uncommitted']) }),
  ),
  at: z.number(),
})
type Locking = z.infer<typeof lockingSchema>

/**
 * Does `work`, in which git locks a branch before an intent says so: a git that is killed with this process would leave
 * locks of which nobody knows whose they are, and no commit could be made on the branch any more.
 */
export async function whileLocking<T>(
  { dependencies }: LandingContext,
  session: string,
  { ref, checkouts }: { readonly ref: string; readonly checkouts: readonly Locking['checkouts'][number][] },
  work: () => Promise<T>,
): Promise<T> {
  const { store, clock } = dependencies
  const locking: Locking = {
    ref,
    checkouts: checkouts.map(({ folder, gitDir, how }) => ({ folder, gitDir, how })),
    at: clock.now(),
  }
  store.putDocument(prefix + session, locking)
  try {
    return await work()
  } finally {
    store.putDocument(prefix + session, undefined)
  }
}

/** After a start: removes the locks that were left in the midst of such a work. What can't be read is looked at again later. */
export async function releaseEarlierLocks(
  { dependencies }: LandingContext,
  concerns: (session: string) => boolean,
  inTurn: (subject: LandingSubject, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { store, sessions } = dependencies
  for (const { name, data } of store.documents(prefix)) {
    const session = name.slice(prefix.length)
    if (!concerns(session)) continue
    const subject = await sessions.subject(session)
    if (!subject.ok) continue
    const { at, ref, checkouts } = lockingSchema.parse(data)
    await inTurn(subject.value, () => releaseLocks(subject.value, { at, ref, checkouts, staged: null }))
    store.putDocument(name, undefined)
  }
}
