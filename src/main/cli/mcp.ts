import type { Add, Context } from './context.ts'
import { CommandFailure } from './outcome.ts'

/** Adds `winnow mcp`, which is for programs: its standard streams are the Model Context Protocol's. */
export function addMcpCommand(add: Add, context: Context): void {
  add(
    'mcp [session]',
    'serve the review of a session to an agent, by the Model Context Protocol on standard input and output: what is undecided and rejected, and what it proposes for the reading',
  ).action(async (session: string | undefined) => {
    const served = await context.serveMcp(session ?? null)
    if (!served.ok) throw new CommandFailure(served.error)
  })
}
