import path from 'node:path'
import type { Git } from '../git/run.ts'
import { Asks } from '../sessions/asks.ts'
import { Conversations } from '../sessions/conversations.ts'
import type {
  AgentStarter,
  PromptHistory,
  Revisions,
  SessionApprovals,
  SessionPictures,
  SessionRefs,
} from '../sessions/ports.ts'
import type { Repositories } from '../repositories/repositories.ts'
import type { SessionRegistry } from '../sessions/registry.ts'
import type { SessionContext } from '../sessions/session-context.ts'
import { SessionFolders } from '../sessions/session-folders.ts'
import type { Timelines } from '../sessions/timelines.ts'
import type { Worktrees } from '../worktrees/worktrees.ts'
import type { PersonTools } from './known-person.ts'
import { sessionRepositories } from './session-repositories.ts'
import { sessionWorktrees } from './session-worktrees.ts'

/** The folders of sessions' own files in a data folder. */
export function sessionFolders(home: string): SessionFolders {
  return new SessionFolders(path.join(home, 'sessions'))
}

/** What sessions work with, made of the other nouns. */
export function sessionContext(parts: {
  readonly git: Git
  readonly env: PersonTools['env']
  readonly home: string
  readonly registry: SessionRegistry
  readonly timelines: Timelines
  readonly repositories: Repositories
  readonly worktrees: Worktrees
  readonly refs: SessionRefs
  readonly revisions: Revisions
  readonly agents: AgentStarter
  readonly prompts: PromptHistory
  readonly pictures: SessionPictures
  readonly approvals: SessionApprovals
}): SessionContext {
  const folders = sessionFolders(parts.home)
  const { registry, timelines, refs, revisions, agents, prompts, pictures } = parts
  return {
    registry,
    timelines,
    refs,
    revisions,
    agents,
    prompts,
    pictures,
    folders,
    conversations: new Conversations(agents, folders),
    asks: new Asks(registry, timelines, parts.approvals),
    repositories: sessionRepositories(parts),
    worktrees: sessionWorktrees(parts),
  }
}
