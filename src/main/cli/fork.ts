import type { Add, Context, JsonOption } from './context.ts'
import { expectOk, usage } from './outcome.ts'
import { checkpointNamed } from './roll-back.ts'
import { reportEnded, waitFor } from './task.ts'

interface ForkFlags extends JsonOption {
  readonly turn?: number
  readonly checkpoint?: string
  readonly wait?: boolean
}

/** `winnow fork`: a second session from a checkpoint of another one. */
export function addForkCommand(add: Add, context: Context): void {
  add(
    'fork <session> [words...]',
    'begin a second session from a turn of another one, and tell it how to go on',
  )
    .option(
      '--turn <number>',
      'the end of this turn; the last one when absent, 0 is before the first',
      Number,
    )
    .option('--checkpoint <id>', 'this checkpoint of its timeline')
    .option('--wait', 'wait until the session ended its turn; exit code 6 if it failed')
    .action(async (session: string, words: string[], flags: ForkFlags) => {
      const text = words.join(' ').trim()
      if (text === '') throw usage('Say how the second session should go on. Nothing was started.')
      const from = checkpointNamed(flags)
      await context.withClient(
        async (client) => {
          const forked = expectOk(
            await client.session.fork({ session, text, ...(from === null ? {} : { from }) }),
          )
          if (flags.wait) return reportEnded(context, flags, await waitFor(client, [forked.session]))
          context.show(flags.json, forked, `${forked.session}  forked from ${session}`)
        },
        flags.wait ? 'wait' : 'start',
      )
    })
}
