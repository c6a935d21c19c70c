import { quoteHunk } from '#shared/domain/session/quote.ts'
import type { Standing } from '../agents/adapter.ts'
import type { Reviews } from '../reviews/reviews.ts'
import type { SessionRegistry } from '../sessions/registry.ts'

/** Rejected hunks at most that an agent is told again. */
const mostHunks = 50

/** What stands of a session whatever was said in it: the task, and what the person rejected of its newest revision. */
export function standingOf(tools: {
  readonly registry: SessionRegistry
  readonly reviews: Pick<Reviews, 'rejected' | 'file'>
}): (session: string) => Promise<Standing> {
  return async (session) => {
    const task = tools.registry.find(session)?.prompt ?? ''
    const found = await tools.reviews.rejected(session)
    // Without a revision there is nothing that could be rejected; one that can't be read is no reason to stop an agent.
    if (!found.ok) return { task, rejected: [] }
    const rejected: string[] = []
    for (const { path, hunk, reason } of found.value.slice(0, mostHunks)) {
      const file = hunk.kind === 'text' ? await tools.reviews.file(session, path) : null
      const sides = file?.ok ? file.value : null
      const quote = quoteHunk(path, sides?.before?.text ?? null, sides?.after?.text ?? null, hunk, hunk.kind)
      rejected.push(reason === null ? quote : `${quote}\nBecause: ${reason}`)
    }
    return { task, rejected }
  }
}
