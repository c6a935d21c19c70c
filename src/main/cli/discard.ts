import type { Add, Context, JsonOption } from './context.ts'
import { expectOk } from './outcome.ts'

/** Adds `winnow discard`. Its refusals are those of the window; exit code 4 says that nothing was deleted. */
export function addDiscardCommand(add: Add, context: Context): void {
  add('discard <session>', 'take a last snapshot of a session, and delete its worktree')
    .option('--delete-left-out', 'delete what the snapshot does not hold too, instead of naming it')
    .action(async (session: string, flags: JsonOption & { deleteLeftOut?: boolean }) => {
      await context.withClient(async (client) => {
        const leftOut = flags.deleteLeftOut ? 'delete' : 'keep'
        const discarded = expectOk(await client.session.discard({ session, leftOut }))
        const { notice, ignored } = discarded
        const gone = ignored === 0 ? [] : [`Ignored files and folders that do not come back: ${ignored}.`]
        context.show(
          flags.json,
          discarded,
          ['Discarded.', ...(notice === null ? [] : [notice]), ...gone].join(' '),
        )
      })
    })
}
