import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import type { KnownItem } from '#shared/domain/timeline/timeline-item.ts'

/** An item that went on when the workbench stopped. It ends now: when it really did, nobody knows. */
export function interruptedItem(item: KnownItem): KnownItem {
  const ended = { ...item, state: 'interrupted', endedAt: Math.max(item.at, Date.now()) } as const
  return ended.kind === 'notice' ? { ...ended, text: `${ended.text} Then the workbench stopped.` } : ended
}

/** Tells that a turn was cut off with the workbench. */
export function stoppedNotice(turn: number): ReportedItem {
  return {
    id: `t${turn}-interrupted`,
    kind: 'notice',
    state: 'completed',
    text: 'The workbench stopped while this ran, so it was interrupted here. What the agent wrote until then is kept. Send a follow-up to go on, or run the task again.',
  }
}
