import { isUnitId } from './decisions.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, expectOk, usage } from './outcome.ts'

const sides: Readonly<Record<string, 'first' | 'second' | 'both'>> = {
  target: 'first',
  session: 'second',
  both: 'both',
}

/** `winnow resolve`: takes a side of a conflict whose marks stand in a revision. */
export function addResolveCommand(add: Add, context: Context): void {
  add('resolve <session> <unit>', 'take a side of a conflict, by a unit or hunk of it, without its marks')
    .requiredOption('--take <side>', 'target, session, or both: first what the target has')
    .action(async (session: string, unit: string, flags: JsonOption & { readonly take: string }) => {
      const take = Object.hasOwn(sides, flags.take) ? sides[flags.take] : undefined
      if (take === undefined)
        throw usage(`"${flags.take}" is no side: say target, session or both. Nothing was changed.`)
      await context.withClient(async (client) => {
        let hunk: string | undefined = unit
        if (isUnitId(unit)) {
          const { units } = expectOk(await client.changeset.units({ session }))
          hunk = units.find(({ id }) => id === unit)?.hunks[0]
        }
        if (hunk === undefined)
          throw new CommandFailure({
            kind: 'unknownHunk',
            message: `There is no unit ${unit} in the newest revision. Nothing was changed. Look at them again with \`winnow changeset SESSION --units\`.`,
          })
        const answer = expectOk(await client.review.resolve({ session, hunk, take }))
        context.show(flags.json, answer, `${answer.undecided} of ${answer.hunks} hunks are undecided.`)
      })
    })
}
