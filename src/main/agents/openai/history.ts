import { isToolCall, isToolOutput, toolOutput, userMessage, type ModelItem } from './items.ts'

/** An item of the conversation and who made it; reasoning can be read only by the model that wrote it. */
export interface HistoryEntry {
  readonly item: ModelItem
  /** Server and model of the turn. */
  readonly origin: string
  /** The person's own words, which are kept longest. */
  readonly by?: 'person' | undefined
}

/** What a call without an answer gets: nobody may run it again without looking. */
export const cutOffWhileRunning =
  'interrupted: check the worktree. This had begun when the workbench or the turn ended, so it may have had its effect, or a part of it. It was not run again.'
/** What stands in place of a conversation that only another model could read. */
export const unreadable =
  'What was said before was shortened by another model in a form that you can’t read. Look at the worktree, and at what git says of it, before you go on.'
const planUnanswered =
  'interrupted: the person had not answered your plan when the workbench or the turn ended, so nothing is approved. Hand it over again, changed by what they said since.'
export const cutOffBeforeRunning =
  'interrupted: this did not run, because the workbench or the turn ended before.'

/**
 * The conversation as a request's input: every call has its answer right behind it, whatever came in between, every answer
 * a call, no item refers to something that only a server keeps.
 */
export function requestInput(
  entries: readonly HistoryEntry[],
  origin: string,
  started: ReadonlySet<string>,
): ModelItem[] {
  const answers = new Map<string, HistoryEntry>()
  for (const entry of entries) {
    const { item } = entry
    if (isToolOutput(item) && item.call_id !== undefined) answers.set(item.call_id, entry)
  }
  const input: ModelItem[] = []
  for (const entry of entries) {
    const item = sendable(entry, origin)
    if (item === null || isToolOutput(item)) continue
    input.push(item)
    if (!isToolCall(item)) continue
    const answer = answers.get(item.call_id)
    const running = item.name === 'propose_plan' ? planUnanswered : cutOffWhileRunning
    const cutOff = started.has(item.call_id) ? running : cutOffBeforeRunning
    input.push((answer ? sendable(answer, origin) : null) ?? toolOutput(item, cutOff))
  }
  return input
}

/** An item without what only the server that made it can use; null when nothing is left of it. */
function sendable(entry: HistoryEntry, origin: string): ModelItem | null {
  const { id, status: _status, created_by: _createdBy, ...rest } = entry.item
  if (entry.item.type?.startsWith('compaction'))
    return entry.origin === origin ? { ...rest, id } : userMessage(unreadable)
  if (entry.item.type !== 'reasoning') return rest
  // Opaque to us and to every other model.
  if (entry.origin !== origin || !entry.item.encrypted_content) return null
  return { ...rest, id }
}
