import type { TurnContext } from '../adapter.ts'
import { parseArguments } from './arguments.ts'
import { modeTold } from './instructions.ts'
import { isToolCall, toolOutput, userMessage } from './items.ts'
import { planAnswer, proposedPlan } from './propose-plan.ts'
import type { RolloutRecord } from './rollout-record.ts'
import type { Rollout, RolloutState } from './rollout.ts'
import { chosenMode, isChosenAnew } from './work-mode.ts'

/** What a turn begins with before its prompt, and what the conversation then says of modes and plans. */
export interface TurnBeginning {
  readonly records: readonly RolloutRecord[]
  readonly known: Pick<RolloutState, 'approved' | 'modeChosen'>
}

/** The answer to a plan that came when no turn ran, and the mode where it was chosen since the turn before. */
export function turnBeginning(context: TurnContext, state: RolloutState): TurnBeginning {
  const { modeChosen = null, choice } = context
  const answer = leftAnswer(context, state)
  const mode = chosenMode(choice.mode)
  const isAnew = isChosenAnew(context, state)
  const approved = answer?.approved ?? state.approved
  return {
    records: [
      ...(answer?.records ?? []),
      ...(isAnew && modeChosen !== null ? [{ type: 'mode', mode, chosen: modeChosen } as const] : []),
      // One that begins knows no other.
      ...(isAnew && state.entries.length > 0
        ? [{ type: 'item', item: userMessage(modeTold[mode]) } as const]
        : []),
    ],
    known: {
      approved: isAnew && mode === 'plan' ? null : approved,
      modeChosen: isAnew ? modeChosen : state.modeChosen,
    },
  }
}

/** What the conversation gets of an answer to the plan that it handed over last; null where it waits for none. */
function leftAnswer(
  { leftAnswer: answer = null }: TurnContext,
  { handedOver, entries }: RolloutState,
): { readonly records: readonly RolloutRecord[]; readonly approved: string | null } | null {
  const [waiting, another] = [...handedOver]
  // Which of several plans it is about, it does not say.
  if (answer === null || waiting === undefined || another !== undefined) return null
  const call = entries.find(({ item }) => isToolCall(item) && item.call_id === waiting)?.item
  if (call === undefined || !isToolCall(call)) return null
  const plan = proposedPlan(parseArguments(call.arguments ?? '') ?? {})
  if (!plan.ok) return null
  const { approved, told } = planAnswer(plan.value, answer)
  return {
    approved,
    records: [
      ...(approved === null ? [] : [{ type: 'approved', plan: approved } as const]),
      { type: 'item', item: toolOutput(call, told) },
    ],
  }
}

/**
 * Has the conversation know of a turn: what the turn is, what it begins with, and what the person says. It is on the disk when
 * that resolves.
 */
export async function beginTurn(
  rollout: Rollout,
  { records }: TurnBeginning,
  { turn, prompt, pictures }: Pick<TurnContext, 'turn' | 'prompt' | 'pictures'>,
  asked: { readonly origin: string; readonly instructions: string },
): Promise<void> {
  const isOnlyAnswer = prompt === '' && pictures.length === 0 && records.length > 0
  await rollout.append(
    { type: 'turn', turn, ...asked },
    ...records,
    // What came too late for the turn before.
    ...(rollout.state.unheard.length > 0 ? [{ type: 'heard' } as const] : []),
    ...(isOnlyAnswer
      ? []
      : [{ type: 'item', item: userMessage(prompt || 'Go on.', pictures), by: 'person' } as const]),
  )
}
