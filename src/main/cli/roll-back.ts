import { atCheckpoint } from '#shared/domain/session/roll-back-words.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { expectOk, usage } from './outcome.ts'

interface RollBackFlags extends JsonOption {
  readonly turn?: number
  readonly checkpoint?: string
}

/** Where a command goes back to or forks from; null where neither is named. */
export function checkpointNamed({
  turn,
  checkpoint,
}: Pick<RollBackFlags, 'turn' | 'checkpoint'>):
  | { readonly turn: number }
  | { readonly checkpoint: string }
  | null {
  if (turn !== undefined && checkpoint !== undefined)
    throw usage('Give --turn or --checkpoint, not both. Nothing was changed.')
  if (checkpoint !== undefined) return { checkpoint }
  if (turn === undefined) return null
  if (!Number.isInteger(turn) || turn < 0)
    throw usage(
      'A turn is a whole number: turns are counted from 1, and 0 is before the first. Nothing was changed.',
    )
  return { turn }
}

/** `winnow roll-back`: brings files and talk of a session back to a checkpoint. */
export function addRollBackCommand(add: Add, context: Context): void {
  add(
    'roll-back <session>',
    'bring files and talk of a session back to the end of a turn, or to a checkpoint',
  )
    .option('--turn <number>', 'the end of this turn; 0 is before the first', Number)
    .option('--checkpoint <id>', 'this checkpoint of its timeline')
    .action(async (session: string, flags: RollBackFlags) => {
      const to = checkpointNamed(flags)
      if (to === null)
        throw usage('Name what to go back to with --turn or --checkpoint. Nothing was changed.')
      await context.withClient(async (client) => {
        const back = expectOk(await client.session.rollBack({ session, to }))
        const where = 'turn' in to ? atCheckpoint({ at: 'end', turn: to.turn }) : to.checkpoint
        const talk = {
          cut: 'Its conversation goes on from there.',
          earlier: 'Its conversation goes on from the turn before, and it is told so.',
          anew: 'Its agent begins a new conversation, and is told the task, its plan and what you rejected.',
        }[back.conversation]
        context.show(
          flags.json,
          { session, ...back },
          `Rolled back to ${where}. ${talk} winnow roll-back ${session} --checkpoint ${back.undo} takes it back.`,
        )
      })
    })
}
