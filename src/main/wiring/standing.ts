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
    const record = tools.registry.find(session)
    const task = taskOf(tools.registry, session)
    // Of one that was forked and has no revision yet, what was rejected where it is from.
    const asked = record?.start && record.revisions.length === 0 ? record.start.session : session
    const found = await tools.reviews.rejected(asked)
    // Without a revision there is nothing that could be rejected; one that can't be read is no reason to stop an agent.
    if (!found.ok) return { task, rejected: [] }
    const rejected: string[] = []
    for (const { path, hunk, reason } of found.value.slice(0, mostHunks)) {
      const file = hunk.kind === 'text' ? await tools.reviews.file(asked, path) : null
      const sides = file?.ok ? file.value : null
      const quote = quoteHunk(path, sides?.before?.text ?? null, sides?.after?.text ?? null, hunk, hunk.kind)
      rejected.push(reason === null ? quote : `${quote}\nBecause: ${reason}`)
    }
    return { task, rejected }
  }
}

/** What was asked for; of a fork first what the session was asked for that it is from. */
function taskOf(registry: Pick<SessionRegistry, 'find'>, session: string): string {
  const record = registry.find(session)
  if (!record) return ''
  return record.start ? `${taskOf(registry, record.start.session)}\n\n${record.prompt}` : record.prompt
}
