import type { RepositoryActivity } from '#shared/domain/repository/repository.ts'
import { activityOf } from '../repositories/inspect.ts'

const words: Readonly<Record<Exclude<RepositoryActivity, 'none'>, string>> = {
  rebase: 'A rebase',
  merge: 'A merge',
  cherryPick: 'A cherry-pick',
  revert: 'A revert',
  bisect: 'A bisection',
}

/** A sentence on a merge or the like that an agent did not finish, by the git folder of its worktree; null for none. */
export async function unfinishedWork(gitDir: string): Promise<string | null> {
  const activity = await activityOf(gitDir)
  return activity === 'none'
    ? null
    : `${words[activity]} is unfinished in the worktree. The revision has the files as they are, and there may be marks of conflicts in them. Ask the agent to finish it or to give it up.`
}
