import { cleanMessage, coAuthor, withTrailer } from '#shared/domain/landing/commit-message.ts'
import { draftMessage } from '#shared/domain/landing/draft-message.ts'
import type { Git } from '../git/run.ts'
import type { LandingSubject } from './dependencies.ts'

/** Commits whose messages are read, the newest. */
const mostCommits = 100
/** Characters of one message that are read. */
const mostMessage = 20_000

/** A message that the person wrote. `whole`: nothing is added to it. */
export interface GivenMessage {
  readonly message?: string | undefined
  readonly messageIsWhole?: boolean | undefined
}

/**
 * The message of a landing's commit: the person's or a draft, with the agent as co-author where that is wanted and the
 * person did not see the whole message already.
 */
export async function messageOf(git: Git, subject: LandingSubject, given: GivenMessage): Promise<string> {
  const own = given.message === undefined ? '' : cleanMessage(given.message)
  if (own === '') return withCoAuthor(subject, await drafted(git, subject))
  return given.messageIsWhole === true ? own : withCoAuthor(subject, own)
}

function withCoAuthor({ coAuthoredBy, agentLabel }: LandingSubject, message: string): string {
  if (!coAuthoredBy || agentLabel === null) return message
  return withTrailer(message, 'Co-authored-by', coAuthor(agentLabel))
}

async function drafted(git: Git, subject: LandingSubject): Promise<string> {
  const { title, prompt } = subject
  return draftMessage({
    title,
    prompt,
    summary: subject.lastWords?.() ?? null,
    commits: await ownMessages(git, subject),
  })
}

/**
 * The messages of the commits that were made from the base to what is reviewed, oldest first, without merges and without
 * those that an earlier landing took. None where git can't tell: a draft may do without them.
 */
async function ownMessages(git: Git, subject: LandingSubject): Promise<readonly string[]> {
  const { reviewed, baseCommit, repositoryPath } = subject
  if (reviewed === undefined) return []
  const without = [baseCommit, reviewed.landedBefore].flatMap((commit) =>
    commit === null ? [] : [`^${commit}`],
  )
  const listed = await git.run({
    purpose: 'read the messages of commits',
    folder: repositoryPath,
    args: [
      'rev-list',
      '--no-merges',
      '--topo-order',
      '--reverse',
      `--max-count=${mostCommits}`,
      '--no-commit-header',
      '--encoding=UTF-8',
      '--format=%H %ce%n%B%x00',
      reviewed.commit,
      ...without,
      '--',
    ],
  })
  if (!listed.ok) return []
  return listed.value.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((one) => {
      const [head = '', ...message] = one.trimStart().split('\n')
      // The snapshot of what was not committed is a commit too, and no message of anybody's.
      if (head === '' || head === `${reviewed.commit} winnow@localhost`) return []
      return [message.join('\n').slice(0, mostMessage)]
    })
}
