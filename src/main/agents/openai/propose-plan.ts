import { err, ok, type Result } from '#shared/base/result.ts'
import type { AgentAnswer } from '#shared/domain/agent/ask.ts'
import { mostPlan, plannedFiles, planText, type PlannedStep } from '#shared/domain/agent/plan-text.ts'
import type { TurnReport } from '../adapter.ts'
import { textOf } from './items.ts'

const options = [
  { id: 'approve', label: 'Approve the plan', effect: 'allowOnce' },
  { id: 'sendBack', label: 'Send it back', effect: 'declineOnce' },
] as const

/** What handing over a plan works with. */
export interface PlanContext {
  readonly report: Pick<TurnReport, 'ask' | 'activity'>
  readonly signal: AbortSignal
  readonly newId: () => string
  /** The person approved this text. It is kept when that resolves, and what it allows can be done. */
  readonly approved: (plan: string) => Promise<void>
}

/** What the model gets where nobody answered. */
export const unanswered = 'Nobody answered. Nothing was approved, and this session still only reads.'

/** The plan of a call, as a person reads it. The error says what is wrong with the call. */
export function proposedPlan(args: Readonly<Record<string, unknown>>): Result<string, string> {
  const steps = stepsOf(args['steps'])
  if (!steps.ok) return steps
  const text = planText(textOf(args['explanation']), steps.value)
  return text.length > mostPlan
    ? err(`the plan has ${text.length} characters. A person reads at most ${mostPlan}: say it shorter.`)
    : ok(text)
}

/** What an answer to a plan means: the plan that was approved, or null, and what the model is told. */
export function planAnswer(
  text: string,
  answer: AgentAnswer,
): { readonly approved: string | null; readonly told: string } {
  const plan = answer.plan ?? text
  const isEdited = plan !== text
  if (answer.option === 'approve') {
    const how = isEdited ? 'edited your plan and approved it as it stands here' : 'approved your plan'
    const told = `The person ${how}. You can edit now. Carry it out, and nothing else:\n\n${plan}`
    return { approved: plan, told }
  }
  const words = answer.words.trim()
  const told = [
    'The person did not approve the plan. Nothing can be edited yet: plan again, and hand that over.',
    ...(words === '' ? [] : [`They said: ${words}`]),
    ...(isEdited ? [`They edited it, without approving it:\n\n${plan}`] : []),
  ]
  return { approved: null, told: told.join('\n\n') }
}

/** Hands a plan over to the person and gives what they say. The error says what is wrong with the call. */
export async function proposePlan(
  args: Readonly<Record<string, unknown>>,
  context: PlanContext,
): Promise<Result<string, string>> {
  const proposed = proposedPlan(args)
  if (!proposed.ok) return proposed
  const text = proposed.value
  context.report.activity('waiting for an answer to its plan')
  const answer = await context.report.ask(
    {
      ...{ kind: 'approval', id: context.newId(), parent: null, wants: null },
      text: 'May it carry out this plan?',
      reason: '',
      folder: null,
      touches: [],
      diff: null,
      plan: text,
      options,
    },
    context.signal,
  )
  if (answer === null) return ok(unanswered)
  const { approved, told } = planAnswer(text, answer)
  if (approved !== null) await context.approved(approved)
  return ok(told)
}

function stepsOf(given: unknown): Result<readonly PlannedStep[], string> {
  if (!Array.isArray(given) || given.length === 0) return err('steps must be a list of at least one step.')
  const steps: PlannedStep[] = []
  for (const entry of given as readonly unknown[]) {
    const { step, files = [] } = (entry ?? {}) as { readonly step?: unknown; readonly files?: unknown }
    if (typeof step !== 'string' || step.trim() === '') return err('each step needs a "step" that says it.')
    if (!Array.isArray(files) || !files.every((file) => typeof file === 'string'))
      return err('"files" must be a list of paths.')
    const named = files.map((file) => file.trim()).filter((file) => file !== '')
    // What stands there is what the hunks are held against.
    const bad = named.find((file) => /[`\r\n]/.test(file) || file.startsWith('/') || file.includes('..'))
    if (bad !== undefined) return err(`“${bad}” is no path relative to the worktree.`)
    steps.push({ step, files: named })
  }
  if (plannedFiles(planText('', steps)).length === 0)
    return err('no step names the files that it touches. Name them, or folders, or patterns.')
  return ok(steps)
}
