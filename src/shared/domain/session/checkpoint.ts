/**
 * The files of a session's worktree at one moment of its talk, to go back to or to fork from. `start` and `end` are those of
 * a turn, `step` is behind something that the agent did in it, `rollBack` is what a roll back took away, and
 * `upToDate` what was there before the session was brought up to date.
 */
export interface Checkpoint {
  /** Unique in the session. A step's is that of its timeline item. */
  readonly id: string
  readonly turn: number
  readonly at: 'start' | 'step' | 'end' | 'rollBack' | 'upToDate'
  /** Keeps the tree. */
  readonly commit: string
  readonly tree: string
  /** What HEAD of the worktree was. */
  readonly head: string
  /** Where the agent's conversation was, as its adapter names it; null where the turn says it. */
  readonly mark: string | null
  /** What the session was held against then; not kept, since the events before say it. Absent: what it is now. */
  readonly base?: CheckpointBase | undefined
}

/** What the files of a worktree are to be, and the commit that its HEAD and its index are. */
export type WorktreeGoal = Pick<Checkpoint, 'tree' | 'head'>

export interface CheckpointBase {
  readonly baseCommit: string
  readonly baseTree: string
}

/** Steps of a turn that are kept; further ones are not taken. */
export const mostSteps = 100
/** Turns whose steps are kept. */
export const mostTurnsWithSteps = 10

/** The checkpoints of a session with one more, without the steps that are too old by then. */
export function withCheckpoint(all: readonly Checkpoint[], one: Checkpoint): readonly Checkpoint[] {
  const others = all.filter(({ id }) => id !== one.id)
  if (one.at !== 'step') return [...others, one]
  const turns = new Set(others.flatMap(({ at, turn }) => (at === 'step' ? [turn] : [])).concat(one.turn))
  const kept = new Set([...turns].sort((a, b) => b - a).slice(0, mostTurnsWithSteps))
  return [...others.filter(({ at, turn }) => at !== 'step' || kept.has(turn)), one]
}

/** The checkpoint at the end of a turn: its last one, as a turn may be ended more than once by a restart. */
export function endOf(checkpoints: readonly Checkpoint[], turn: number): Checkpoint | undefined {
  return checkpoints.findLast((one) => one.at === 'end' && one.turn === turn)
}
