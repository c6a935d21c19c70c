import { err, ok, type Result } from '#shared/base/result.ts'

export interface PlanStep {
  readonly step: string
  readonly state: 'pending' | 'inProgress' | 'completed'
}

const states = { pending: 'pending', in_progress: 'inProgress', completed: 'completed' } as const

/** The steps that a model gave `update_plan`. The error says what is wrong with them. */
export function parsePlan(args: Record<string, unknown>): Result<readonly PlanStep[], string> {
  const given: unknown = args['plan']
  if (!Array.isArray(given)) return err('plan must be a list of steps.')
  const steps: PlanStep[] = []
  for (const entry of given) {
    const step = entry as { readonly step?: unknown; readonly status?: unknown } | null
    const state = states[String(step?.status) as keyof typeof states]
    if (typeof step?.step !== 'string' || state === undefined)
      return err('each step needs "step" and a "status" of pending, in_progress or completed.')
    steps.push({ step: step.step, state })
  }
  return ok(steps)
}

const marks = { pending: ' ', inProgress: '>', completed: 'x' } as const

/** A plan as a model reads it. */
export function planText(plan: readonly PlanStep[]): string {
  return plan.map(({ step, state }) => `- [${marks[state]}] ${step}`).join('\n')
}
