import { worktreeChangeText } from '#shared/domain/session/worktree-change.ts'
import { isRefusal, type WorkbenchClient } from '#shared/rpc/client.ts'
import { expectOk } from './outcome.ts'

/**
 * Has a session's worktree compared with its newest revision; gives a sentence on what differs, or null. An agent may not
 * ask for that, and is told nothing.
 */
export async function lookAtWorktree(client: WorkbenchClient, session: string): Promise<string | null> {
  const compared = await client.session.compareWorktree({ session }).catch((error: unknown) => {
    if (isRefusal(error)) return null
    throw error
  })
  if (compared === null || !compared.ok || compared.value === null) return null
  const { revisions } = expectOk(await client.session.get({ session }))
  return worktreeChangeText(compared.value, revisions.at(-1)?.number ?? 0)
}
