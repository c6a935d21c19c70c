import type { Add, Context, JsonOption } from './context.ts'
import { expectOk } from './outcome.ts'

/** `winnow bring-up-to-date`: merges what the target has since into a session. */
export function addBringUpToDateCommand(add: Add, context: Context): void {
  add(
    'bring-up-to-date <session>',
    'merge what its target branch has since into a session’s work, with the verdicts that stand',
  )
    .option('--mark-conflicts', 'bring in what conflicts too, to be decided, and do not refuse it')
    .action(async (session: string, flags: JsonOption & { readonly markConflicts?: boolean }) => {
      await context.withClient(async (client) => {
        const brought = expectOk(
          await client.session.bringUpToDate({ session, conflicts: flags.markConflicts ? 'mark' : 'refuse' }),
        )
        const back =
          brought.undo === null
            ? ''
            : ` winnow roll-back ${session} --checkpoint ${brought.undo} takes it back.`
        context.show(flags.json, { session, ...brought }, `${brought.words}${back}`)
      })
    })
}
