import type { AgentChoice } from '#shared/domain/agent/agent-choice.ts'
import type { TurnSandbox } from '../containment.ts'

/** What a turn may do: answer alone, plan until the person approves the plan, or change files. */
export const workModes = ['ask', 'plan', 'build'] as const
export type WorkMode = (typeof workModes)[number]

/** The mode that was chosen; to build where none was. */
export function chosenMode(mode: string | undefined): WorkMode {
  return workModes.find((one) => one === mode) ?? 'build'
}

/** What a conversation says of modes and plans. */
interface KnownMode {
  /** The plan that holds; null where none does. */
  readonly approved: string | null
  /** Names the choice of a mode that the model was told of last. */
  readonly modeChosen: string | null
}

/** The mode that a turn was begun in, and what names the choice of it. */
interface BegunMode {
  readonly choice: Pick<AgentChoice, 'mode'>
  readonly modeChosen?: string | null
}

/** Whether a turn is the first one since its mode was chosen: the conversation was not told of that yet. */
export function isChosenAnew({ modeChosen = null }: BegunMode, known: KnownMode): boolean {
  return modeChosen !== null && modeChosen !== known.modeChosen
}

/** The plan that allows a turn to build. What was approved before the person chose to plan again allows nothing. */
export function approvedNow(begun: BegunMode, known: KnownMode): string | null {
  return isChosenAnew(begun, known) && chosenMode(begun.choice.mode) === 'plan' ? null : known.approved
}

/** The mode that a turn is in now: one that plans builds once the person approved its plan. */
export function modeNow(begun: BegunMode, known: KnownMode): WorkMode {
  const chosen = chosenMode(begun.choice.mode)
  return chosen === 'plan' && approvedNow(begun, known) !== null ? 'build' : chosen
}

/** Whether nothing may be written in a mode. */
export function onlyReads(mode: WorkMode): boolean {
  return mode !== 'build'
}

/** Why each command is asked for where a turn may only read and no sandbox sees to it. */
const couldWrite =
  'This session only reads, and there is no sandbox here that would keep the command to that.'
const noSandbox = 'There is no sandbox on this machine, so it would run with your rights.'

/** Why each command is asked for before it runs, as a sentence; null where none is. */
export function reasonToAsk(
  mode: WorkMode,
  { sandbox, asksFirst }: { readonly sandbox: TurnSandbox | null; readonly asksFirst?: boolean },
): string | null {
  if (onlyReads(mode) && sandbox === null) return couldWrite
  return asksFirst === true ? noSandbox : null
}

/** The same sandbox, in which the worktree can't be written for as long as the mode only reads. */
export function sandboxInMode(sandbox: TurnSandbox | null, mode: () => WorkMode): TurnSandbox | null {
  if (sandbox === null) return null
  return { ...sandbox, before: (writable) => sandbox.before(writable, onlyReads(mode())) }
}
