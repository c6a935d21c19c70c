import type { Standing } from './adapter.ts'
import { standingText } from './standing-text.ts'

const marks = { pending: ' ', inProgress: '>', completed: 'x' } as const

/** What a turn is told after a roll back, before its prompt. */
export function rolledBackText(
  told: {
    readonly conversation: 'cut' | 'earlier' | 'anew'
    readonly plan: readonly { readonly step: string; readonly state: keyof typeof marks }[]
  },
  standing: Standing,
): string {
  if (told.conversation !== 'anew')
    return 'The person set the files back to a step in the middle of a turn that you do not remember. Look at them and at “git status” first.'
  const plan = told.plan.map(({ step, state }) => `- [${marks[state]}] ${step}`).join('\n')
  return `You worked on this before. The person set the files back to an earlier moment, and what was said is not known to you any more. This stands in the records of the workbench; look at the files and at “git status” first.\n\n${standingText(standing, plan)}`
}
