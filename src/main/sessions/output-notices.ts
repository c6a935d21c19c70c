import { sizeText } from '#shared/base/quantity-text.ts'
import type { ReportedItem } from '#shared/domain/timeline/reported-item.ts'
import type { OutputLimits } from './output-log.ts'
import type { LogStand } from './output-logs.ts'

/** Tells that the middle of an item's output is not kept. */
export function leftOutNotice(
  item: string,
  stand: LogStand,
  limits: OutputLimits,
  state: 'running' | 'completed',
): ReportedItem {
  const size = sizeText(stand.leftOut)
  const limit =
    stand.limit === 'session'
      ? `a session keeps ${sizeText(limits.session)} of output`
      : `${sizeText(limits.head + limits.segment)} of an item's output are kept`
  return {
    id: `${item}-left-out`,
    kind: 'notice',
    state,
    text: `${size} from the middle of this output ${state === 'running' ? 'are left out so far' : 'were left out'}, because ${limit}. The rest of it is kept, the command was not stopped, and no file was touched. Have it write to a file to keep all of it.`,
  }
}

/** Tells that an item's output could not be written down. */
export function lostNotice(item: string, error: unknown): ReportedItem {
  return {
    id: `${item}-lost`,
    kind: 'notice',
    state: 'failed',
    text: `The output of this step could not be kept (${error instanceof Error ? error.message : String(error)}). The agent goes on. Free some space to keep later output.`,
  }
}
