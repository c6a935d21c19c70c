import type { ToolCall } from './items.ts'

/**
 * Runs the calls of one answer: commands and looks side by side, what is for one running command in its order, an edit by
 * itself. Waits for all of them; `abandon` is called at the first that throws, and that is then thrown.
 */
export async function runCalls(
  calls: readonly ToolCall[],
  run: (call: ToolCall) => Promise<void>,
  abandon: () => void,
): Promise<void> {
  const lanes = new Map<string, Promise<void>>()
  const attempt = async (call: ToolCall, before?: Promise<void>): Promise<void> => {
    if (before) await before
    try {
      await run(call)
    } catch (error) {
      abandon()
      throw error
    }
  }
  const settle = async (): Promise<void> => {
    const ended = await Promise.allSettled(lanes.values())
    lanes.clear()
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  }
  for (const call of calls) {
    const lane = laneOf(call)
    if (lane === null) await settle()
    const own = lane ?? call.call_id
    lanes.set(own, attempt(call, lanes.get(own)))
    if (lane === null) await settle()
  }
  await settle()
}

/** What calls run one after the other; null for one that runs alone. */
function laneOf(call: ToolCall): string | null {
  switch (call.name) {
    case 'exec_command':
      // Written as a command, an edit is still one.
      return call.arguments?.includes('apply_patch') ? null : call.call_id
    case 'write_stdin':
      return 'write_stdin'
    case 'view_image':
    case 'ask_user':
    case 'update_plan':
    case 'propose_review':
      return call.name
    default:
      // What calls of one server do to each other only it knows.
      if (call.name.startsWith('mcp__')) return call.name.split('__').slice(0, 2).join('__')
      return null
  }
}
