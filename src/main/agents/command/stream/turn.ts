import type { AgentItem } from '#shared/domain/timeline/reported-item.ts'
import type { TokenUsage } from '../../adapter.ts'

/** What the events of an agent's output become. */
export interface StreamTurn {
  item(item: AgentItem): void
  /** Appends to the output of an item that was told. */
  print(item: string, text: string): void
  usage(usage: TokenUsage): void
  /** The agent's own id of its conversation. */
  session(id: string): void
  /** Something that it was not allowed, since nobody could be asked. */
  refused(what: string): void
  /** The turn failed, whatever exit code the program ends with; in the agent's words. */
  failed(words: string): void
  /** The agent said that its turn is over. */
  ended(): void
  /** A file as the timeline names it: from the worktree where it is in it. */
  name(file: string): string
}

/** Takes one event; what it does not know it leaves to the raw output. */
export type StreamReader = (event: unknown) => void
