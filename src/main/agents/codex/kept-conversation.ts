import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { err, ok } from '#shared/base/result.ts'
import type { AgentConversation } from '../adapter.ts'
import { writeWhole } from '../kept-thread.ts'

const place = z.object({ thread: z.string(), turn: z.string() })

const kept = z.object({
  /** The thread to go on with; null where the next turn begins one. */
  thread: z.string().nullable(),
  /** Where the next turn forks its thread from, in place of going on. */
  from: place.nullable().default(null),
  /** What the first turn of the session began with. */
  start: place.nullable().default(null),
  /** Codex's own turns by ours; its threads stay where they are, so that each can be gone back to. */
  turns: z.array(place.extend({ number: z.number(), compacted: z.boolean().optional() })).default([]),
})

/** What a session's folder knows of its threads. */
export type KeptConversation = Readonly<z.infer<typeof kept>>

const none: KeptConversation = { thread: null, from: null, start: null, turns: [] }

/** What is kept of a session's conversation; nothing where that can't be read. */
export async function keptConversation(folder: string): Promise<KeptConversation> {
  try {
    return kept.parse(JSON.parse(await readFile(fileIn(folder), 'utf8')))
  } catch {
    return none
  }
}

/** Whether anything was said since it began, or was last shortened. */
export async function isCompactionDue(folder: string): Promise<boolean> {
  const { thread, from, turns } = await keptConversation(folder)
  const last = from ?? turns.findLast((turn) => turn.thread === thread)
  return last !== undefined && !turns.some(({ turn, compacted }) => turn === last.turn && compacted === true)
}

/** Notes that the turn of this number shortened the conversation. */
export async function keepCompacted(folder: string, turn: number): Promise<void> {
  const before = await keptConversation(folder)
  const turns = before.turns.map((one) => (one.number === turn ? { ...one, compacted: true } : one))
  await keepConversation(folder, { ...before, turns })
}

/** Keeps it. It is on the disk, or rejects and the earlier one is there. */
export function keepConversation(folder: string, conversation: KeptConversation): Promise<void> {
  return writeWhole(fileIn(folder), JSON.stringify(conversation))
}

/** Codex has no roll back: a thread is forked through a turn, by the next turn, and the one before is left as it is. */
export const codexConversation: AgentConversation = {
  async mark(folder) {
    const { thread, from } = await keptConversation(folder)
    return JSON.stringify({ thread, from })
  },
  async rollBack(folder, { turn, mark }) {
    const before = await keptConversation(folder)
    const next = mark === null ? goneBack(before, turn) : marked.parse(JSON.parse(mark))
    if (next === null) return err('notKept')
    await keepConversation(folder, { ...before, ...next })
    return ok(null)
  },
  async fork(from, to, { turn, mark }) {
    const before = await keptConversation(from)
    const next = mark === null ? goneBack(before, turn) : marked.parse(JSON.parse(mark))
    if (next === null) return err('notKept')
    const last = before.turns.findLast(({ thread }) => thread === next.thread)
    const start = next.from ?? (last ? { thread: last.thread, turn: last.turn } : null)
    if (start !== null) await keepConversation(to, { ...none, from: start, start })
    return ok(null)
  },
}

const marked = kept.pick({ thread: true, from: true })

/** How to go on from the end of a turn; null where nothing is known of it. */
function goneBack(
  { start, turns }: KeptConversation,
  turn: number,
): Pick<KeptConversation, 'thread' | 'from'> | null {
  if (turn === 0) return { thread: null, from: start }
  // One that never came to begin ended where the one before did.
  const found = turns.findLast(({ number }) => number <= turn)
  if (found) return { thread: null, from: { thread: found.thread, turn: found.turn } }
  return start === null ? null : { thread: null, from: start }
}

function fileIn(folder: string): string {
  return path.join(folder, 'thread.json')
}
