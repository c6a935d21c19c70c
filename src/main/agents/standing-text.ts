import type { Standing } from './adapter.ts'

/** What the workbench itself knows of a task, for an agent whose conversation was lost or shortened. `plan` is its text. */
export function standingText({ task, rejected }: Standing, plan: string): string {
  return [
    `# The task\n${task}`,
    ...(plan === '' ? [] : [`# Your plan\n${plan}`]),
    ...(rejected.length === 0
      ? []
      : [
          `# What the person rejected\nThese changes do not land. Do not make them again unless the person asks for it.\n\n${rejected.join('\n\n')}`,
        ]),
  ].join('\n\n')
}
