type LandingField = 'message' | 'branch' | 'name' | 'email' | 'authorName' | 'authorEmail'

/**
 * The names of the places where a person types more than a word, and where each window has a text of its own. What all
 * windows share, and is joined, is named in `drafts.ts`.
 */
export const draftPlaces = {
  /** One per hunk; the path finds it again when the hunk is another in the next revision. */
  reason: (session: string, path: string, hunk: string): string => `${reasonsOf(session, path)}${hunk}`,
  /** An edit of a file's new side that was not saved, as JSON. */
  edit: (session: string, path: string): string => `${editsOf(session)}${path}`,
  /** What was typed after a command that was refused. */
  refused: (command: string): string => `refused/${command}`,
  /** Words of the person's own to what an agent asks. */
  askWords: (session: string, item: string): string => `${askWordsOf(session)}${item}`,
  /** A plan that the agent handed over, as the person edits it. */
  askPlan: (session: string, item: string): string => `${askPlansOf(session)}${item}`,
  /** The mode that was chosen for a session's next follow-up. */
  followUpMode: (session: string): string => `followUpMode/${session}`,
  /** How a second session goes on from a place in this one; one for all places. */
  fork: (session: string): string => `fork/${session}`,
  title: (session: string): string => `title/${session}`,
  landing: (session: string, field: LandingField): string => `landing/${session}/${field}`,
  existing: (repository: string, field: 'range' | 'base'): string => `existing/${repository}/${field}`,
  /** The command line of an agent that is typed in the composer, as JSON. */
  command: (repository: string): string => `command/${repository}`,
  /** Whether blank lines divide the tasks in the composer. */
  undivided: 'undivided',
  promptName: 'promptName',
  repositoryPath: 'repositoryPath',
  setting: (name: string): string => `setting/${name}`,
  repositorySetting: (
    repository: string,
    name: 'copyIgnored' | 'setupCommand' | 'branchName' | 'rule',
  ): string => `repositorySetting/${repository}/${name}`,
} as const

/** What the places of edits in a session begin with. */
export const editsOf = (session: string): string => `edit/${session}/`

/** What the places of answers in a session begin with. */
export const askWordsOf = (session: string): string => `askWords/${session}/`

/** What the places of edited plans in a session begin with. */
export const askPlansOf = (session: string): string => `askPlan/${session}/`

/** What the places of reasons in a file begin with. */
export const reasonsOf = (session: string, path: string): string => `reason/${session}/${path}\n`
