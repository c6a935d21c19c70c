import { open, readFile } from 'node:fs/promises'
import { err, ok } from '#shared/base/result.ts'
import type { AgentConversation, ConversationPlace } from '../adapter.ts'
import { keepApprovedPlans } from '../approved-plan.ts'
import { endOfTurn, linesThatCount } from './rollout-places.ts'
import { Rollout, rolloutFile } from './rollout.ts'

/** The conversation that a rollout keeps. A place's mark is a number of bytes of its file. */
export const rolloutConversation: AgentConversation = {
  async mark(folder) {
    return String((await bytesOf(folder)).length)
  },
  async rollBack(folder, to) {
    const bytes = await bytesOf(folder)
    if (bytes.length === 0) return to.turn === 0 ? ok(null) : err('notKept')
    const place = placeIn(bytes, to)
    if (place === null) return err('notKept')
    if (place === bytes.length) return ok(null)
    const rollout = await Rollout.open(folder)
    try {
      await rollout.append({ type: 'rolledBack', to: place })
    } finally {
      await rollout.close()
    }
    await keepApproved(folder)
    return ok(null)
  },
  async fork(from, to, at) {
    const bytes = await bytesOf(from)
    const place = placeIn(bytes, at)
    if (place === null || place === 0) return at.turn === 0 ? ok(null) : err('notKept')
    const lines = linesThatCount(bytes, place).filter(({ record }) => record?.type !== 'forked')
    const file = await open(rolloutFile(to), 'w', 0o600)
    try {
      await file.writeFile(`${lines.map(({ text }) => text).join('\n')}\n{"type":"forked"}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await keepApproved(to)
    return ok(null)
  },
}

/** Has the folder's plans be those that were approved in its conversation as it is now. */
async function keepApproved(folder: string): Promise<void> {
  const rollout = await Rollout.open(folder)
  await rollout.close()
  await keepApprovedPlans(folder, rollout.state.plans)
}

/** The whole lines of a rollout: of one that a crash cut off the rest counts for nothing. */
async function bytesOf(folder: string): Promise<Buffer> {
  const bytes = await readFile(rolloutFile(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
}

function placeIn(bytes: Uint8Array, { turn, mark }: ConversationPlace): number | null {
  if (mark === null) return endOfTurn(bytes, turn)
  // What a power cut took of the end is not there any more.
  return Math.min(Number(mark), bytes.length)
}
