import { assertNever } from '../../base/result.ts'
import type { Checkpoint } from './checkpoint.ts'

/**
 * What became of an agent's conversation: it was cut at the place, or at the end of the turn before it, or the next turn
 * begins another one, which is told what stands.
 */
export type ConversationCut = 'cut' | 'earlier' | 'anew'

/** A roll back, as its session keeps it. */
export interface RollBack {
  /** The checkpoint gone back to, and that of what was before. */
  readonly to: string
  readonly before: string
  readonly turn: number
  readonly at: Checkpoint['at']
  readonly conversation: ConversationCut
  /** How many turns the session had then. */
  readonly turns: number
}

/** A checkpoint, in a few words. */
export function atCheckpoint({ at, turn }: Pick<Checkpoint, 'at' | 'turn'>): string {
  switch (at) {
    case 'start':
      return `the start of turn ${turn}`
    case 'step':
      return `a step of turn ${turn}`
    case 'end':
      return turn === 0 ? 'before the first turn' : `the end of turn ${turn}`
    case 'rollBack':
      return 'what was there before a roll back'
    case 'upToDate':
      return 'what was there before it was brought up to date'
    default:
      return assertNever(at)
  }
}

/** What a session began with that was forked from another one. */
export interface ForkStart {
  /** The session that it was forked from. */
  readonly session: string
  readonly checkpoint: Checkpoint
  readonly conversation: ConversationCut
}

/** What the timeline of a forked session begins with. */
export function forkedWords(
  title: string,
  from: Pick<Checkpoint, 'at' | 'turn'>,
  conversation: ConversationCut,
): string {
  const how =
    conversation === 'cut'
      ? 'Its agent knows what was said until then'
      : talk(conversation, from.turn).replace(/\.$/, '')
  return `Forked from “${title}”, ${atCheckpoint(from)}: the worktree has the files of then. ${how}. That session is as it was.`
}

/** What the timeline says of a roll back. */
export function rolledBackWords({
  at,
  turn,
  conversation,
  before,
}: Pick<RollBack, 'at' | 'turn' | 'conversation' | 'before'>): string {
  return `Rolled back to ${atCheckpoint({ at, turn })}: the files of the worktree are as they were then. ${talk(conversation, turn)} What was there before is kept: “winnow roll-back” with “--checkpoint ${before}” brings it back.`
}

function talk(conversation: ConversationCut, turn: number): string {
  switch (conversation) {
    case 'cut':
      return 'The agent’s conversation goes on from there.'
    case 'earlier':
      return `The agent’s conversation goes on from ${turn === 1 ? 'before turn 1' : `the end of turn ${turn - 1}`}, since it can’t be cut in the middle of a turn; it is told that the files are from later.`
    case 'anew':
      return 'The agent begins a new conversation with the next turn, and is told the task, its plan, and what you rejected and why.'
    default:
      return assertNever(conversation)
  }
}
