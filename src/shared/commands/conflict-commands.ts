import type { CommandRecord } from './command.ts'

/** Bringing a session up to date, and taking a side of what conflicts. */
export const conflictCommands = [
  {
    id: 'session.bringUpToDate',
    title: 'Bring the session up to date with its target',
    group: 'Session',
    scope: 'session',
    keys: [],
    guarded: true,
    menu: { name: 'session', section: 3 },
  },
  {
    id: 'review.takeSide',
    title: 'Take a side of the conflict',
    group: 'Decide',
    scope: 'review',
    keys: ['Shift+p'],
    opens: 'choice',
    menu: { name: 'review', section: 1 },
    hint: 'take a side',
  },
  {
    id: 'conflict.takeFirst',
    title: 'Take the target’s side of the conflict',
    group: 'Decide',
    scope: 'conflict',
    keys: ['1', 't'],
    hint: 'the target’s',
  },
  {
    id: 'conflict.takeSecond',
    title: 'Take the session’s side of the conflict',
    group: 'Decide',
    scope: 'conflict',
    keys: ['2', 's'],
    hint: 'the session’s',
  },
  {
    id: 'conflict.takeBoth',
    title: 'Take both sides, first the target’s',
    group: 'Decide',
    scope: 'conflict',
    keys: ['3', 'b'],
    hint: 'both',
  },
  {
    id: 'conflict.close',
    title: 'Take no side',
    group: 'Look',
    scope: 'conflict',
    keys: ['Escape'],
    hint: 'take none',
  },
] as const satisfies readonly CommandRecord[]
