import { plain } from './print.ts'
import { expectOk } from './outcome.ts'
import type { Add, Context, JsonOption } from './context.ts'

/** Adds `winnow adopt`: the way out for a copy of a data folder. */
export function addAdoptCommand(add: Add, context: Context): void {
  add('adopt', 'make a copied data folder one of its own, without the sessions of the other one').action(
    async (flags: JsonOption) => {
      const { aside } = expectOk(await context.adopt())
      context.show(
        flags.json,
        { aside },
        `This data folder is one of its own now, with your settings, drafts and repositories. Sessions stay with the other one. Nothing was deleted; what the copy had of them is set aside:\n${aside.map(plain).join('\n')}`,
      )
    },
  )
}
