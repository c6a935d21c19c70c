import type { Failure } from '#shared/base/failure.ts'
import { err, type Err } from '#shared/base/result.ts'
import { isBusy } from './disk-errors.ts'

export type StoreFailure = Failure<'newer' | 'corrupt' | 'unwritable' | 'locked' | 'notMigrated' | 'missing'>

/** The disk, or another program, refused a write, and nothing of it was kept. The message is for the person. */
export class StoreWriteError extends Error {
  override readonly name = 'StoreWriteError'

  constructor(cause: unknown) {
    const remedy = isBusy(cause)
      ? 'Another program holds the database: end it'
      : 'Free some space and check that the data folder can be written'
    super(
      `What was asked could not be written down (${errorText(cause)}), so it was not done; everything before is kept. ${remedy}, then do it again.`,
      { cause },
    )
  }
}

/** Something that was kept is not what was written: it is used nowhere. The message is for the person. */
export class StoreDamageError extends Error {
  override readonly name = 'StoreDamageError'

  constructor(what: string, why: string) {
    super(
      `${what} in the database is damaged (${why}), so it was not used. Nothing was changed. End Winnow; then \`winnow recover\` lists what else is damaged and which copies there are, and goes on with what is whole or with a copy.`,
    )
  }
}

/** What was thrown while what is kept was read at the start, as the start's failure. Anything else is thrown again. */
export function startFailure(error: unknown): Err<StoreFailure> {
  if (error instanceof StoreDamageError) return err({ kind: 'corrupt', message: error.message })
  if (error instanceof StoreWriteError) return err({ kind: 'unwritable', message: error.message })
  throw error
}

/** The message of whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
