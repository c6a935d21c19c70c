import type { TurnContext } from '../adapter.ts'
import { workspaceWrite } from './protocol.ts'
import type { CodexServer } from './server.ts'

/** The profile's name, which no file of the person has. */
const name = 'winnow'

/** What a conversation's commands may do, as `thread/start` and `thread/resume` take it. */
export interface ThreadPermissions {
  readonly sandbox?: string
  readonly permissions?: string
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * Codex's own sandbox, as the mode says. Where something is hidden from the turn, that is a profile which denies it too;
 * what the person opened to commands in their `sandbox_workspace_write` is taken over, since a profile stands in its place.
 */
export async function threadPermissions(
  { choice, hidden, worktree }: Pick<TurnContext, 'choice' | 'hidden' | 'worktree'>,
  server: Pick<CodexServer, 'call'>,
): Promise<ThreadPermissions> {
  const reads = choice.mode === 'ask for edits'
  if (hidden.length === 0) return { sandbox: reads ? 'read-only' : 'workspace-write', config: {} }
  const answer = reads ? null : await server.call('config/read', { cwd: worktree })
  const own = answer?.ok ? workspaceWrite.safeParse(answer.value).data : undefined
  const opened = own?.config.sandbox_workspace_write
  const filesystem = Object.fromEntries([
    ...(opened?.writable_roots ?? []).map((folder) => [folder, 'write']),
    ...hidden.map((folder) => [folder, 'deny']),
  ]) as Readonly<Record<string, string>>
  const profile = {
    extends: reads ? ':read-only' : ':workspace',
    filesystem,
    ...(opened?.network_access === true ? { network: { enabled: true } } : {}),
  }
  return { permissions: name, config: { permissions: { [name]: profile } } }
}
