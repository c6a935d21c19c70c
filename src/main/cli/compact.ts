import type { Add, Context, JsonOption } from './context.ts'
import { expectOk } from './outcome.ts'
import { reportEnded, waitFor } from './task.ts'

interface CompactFlags extends JsonOption {
  readonly wait?: boolean
}

/** `winnow compact`: has a session's agent shorten its conversation between turns. */
export function addCompactCommand(add: Add, context: Context): void {
  add('compact <session>', 'have the agent shorten its conversation, so that more fits its model')
    .option('--wait', 'wait until it is done; exit code 6 if it failed')
    .action(async (session: string, flags: CompactFlags) => {
      await context.withClient(
        async (client) => {
          expectOk(await client.session.compact({ session }))
          if (flags.wait) return reportEnded(context, flags, await waitFor(client, [session]))
          context.show(
            flags.json,
            { session },
            `Its agent shortens the conversation; winnow show ${session} says how that goes.`,
          )
        },
        flags.wait ? 'wait' : 'start',
      )
    })
}
