import type { CommandRecord } from './command.ts'

/** Which part of a review is shown and decided. */
export const scopeCommands = [
  {
    id: 'review.toggleSinceLook',
    title: 'Show only what is new since my last look, or everything again',
    group: 'Look',
    scope: 'review',
    keys: ['Shift+i'],
    menu: { name: 'review', section: 5 },
  },
  {
    id: 'review.chooseScope',
    title: 'Choose the scope of the review',
    group: 'Look',
    scope: 'review',
    keys: ['Shift+f'],
    opens: 'choice',
    menu: { name: 'review', section: 5 },
  },
] as const satisfies readonly CommandRecord[]
