import type { CommandRecord } from './command.ts'

/** Deciding several hunks that were read by one key. */
export const unitCommands = [
  {
    id: 'review.acceptOnScreen',
    title: 'Accept what is undecided and wholly on screen',
    group: 'Decide',
    scope: 'review',
    keys: ['Shift+v'],
    menu: { name: 'review', section: 2 },
  },
  {
    id: 'review.rejectOnScreen',
    title: 'Reject what is undecided and wholly on screen',
    group: 'Decide',
    scope: 'review',
    keys: [],
    menu: { name: 'review', section: 2 },
  },
  {
    id: 'review.acceptToHere',
    title: 'Accept what was read since the last decision, to here',
    group: 'Decide',
    scope: 'review',
    keys: ['Shift+h'],
    menu: { name: 'review', section: 2 },
  },
  {
    id: 'review.rejectToHere',
    title: 'Reject what was read since the last decision, to here',
    group: 'Decide',
    scope: 'review',
    keys: [],
    menu: { name: 'review', section: 2 },
  },
  {
    id: 'review.toggleUnits',
    title: 'Decide units or hunk by hunk',
    group: 'Decide',
    scope: 'review',
    keys: ['Shift+b'],
    menu: { name: 'review', section: 3 },
    hint: 'units or hunks',
  },
] as const satisfies readonly CommandRecord[]
