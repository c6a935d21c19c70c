import type { Add, Context, JsonOption } from './context.ts'
import { expectOk, usage } from './outcome.ts'
import { plain } from './print.ts'

interface UndoFlags extends JsonOption {
  readonly decision?: boolean
  readonly landing?: boolean
  readonly commandLine?: boolean
}

/** `winnow undo`: takes back the newest decision, own edit or landing. */
export function addUndoCommand(add: Add, context: Context): void {
  add('undo <session>', 'take back the newest decision, edit or landing')
    .option('--decision', 'only a decision or an own edit')
    .option('--landing', 'only a landing')
    .option('--command-line', 'every decision and own edit that came from a command line, as one step')
    .action(async (session: string, flags: UndoFlags) => {
      if ([flags.decision, flags.landing, flags.commandLine].filter(Boolean).length > 1)
        throw usage('Give one of --decision, --landing and --command-line.')
      await context.withClient(async (client) => {
        if (flags.commandLine) {
          const counts = expectOk(await client.review.takeBackCommandLine({ session }))
          const text = `Taken back: what command lines decided; ${counts.undecided} undecided. winnow undo --decision brings it back.`
          context.show(flags.json, { undone: 'commandLine', ...counts }, text)
          return
        }
        // The ledger starts anew with each landing, so a decision that can be undone is the newer of the two.
        const changeset = await client.changeset.get({ session })
        const newest = changeset.ok && changeset.value.undo !== null ? 'decision' : 'landing'
        const what = flags.landing ? 'landing' : flags.decision ? 'decision' : newest
        if (what === 'decision') {
          const counts = expectOk(await client.review.undo({ session }))
          context.show(
            flags.json,
            { undone: 'decision', ...counts },
            `Undone: ${changeset.ok ? (changeset.value.undo ?? 'the last decision') : 'the last decision'}`,
          )
          return
        }
        const landing = expectOk(await client.landing.undo({ session }))
        context.show(
          flags.json,
          { undone: 'landing', landing },
          plain(`Undone: the landing on ${landing.target}`),
        )
      })
    })
}
