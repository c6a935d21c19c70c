import { randomBytes } from 'node:crypto'
import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import { privateFolder } from '../store/data-folder.ts'
import type { InstanceFailure } from './failure.ts'

/** Which data folder one is, and where it was when it was used last. */
interface Place {
  readonly id: string
  readonly path: string
}

const file = (home: string): string => path.join(privateFolder(home), 'place.json')

/**
 * Of which data folder one is a copy: that one is still in its place. Null where it is none; where the other is gone it was
 * moved. Only reads.
 */
export function copyOf(home: string): string | null {
  const known = readPlace(home)
  return known !== null && known.path !== realpathSync(home) && isOther(known, home) ? known.path : null
}

/**
 * A failure of kind `copied` where a data folder is a copy: two of them would work on the same worktrees and under the same
 * references. Only reads.
 */
export function mustBeNoCopy(home: string): Result<null, InstanceFailure> {
  const other = copyOf(home)
  if (other === null) return ok(null)
  return err({
    kind: 'copied',
    message: `The data folder ${home} is a copy of ${other}, which is still there. Both would work in the same worktrees and under the same references, so it was not opened, and nothing was changed. Use the other one; or, if it was to be moved, delete or rename the other one, and start again; or make the copy one of its own, without the other's sessions: \`winnow adopt\`.`,
    paths: [home, other],
  })
}

/** The other way round, for what is done with copies alone. */
export function mustBeCopy(home: string): Result<null, InstanceFailure> {
  if (copyOf(home) !== null) return ok(null)
  return err({
    kind: 'unusableHome',
    message: `The data folder ${home} is no copy of one that is still there. Nothing was changed. It can be used as it is.`,
    paths: [home],
  })
}

/** Notes where a data folder is, for the holder of its lock; of a copy nothing. */
export function notePlace(home: string): void {
  const here = realpathSync(home)
  const known = readPlace(home)
  if (known?.path !== here && copyOf(home) === null)
    writePlace(home, { id: known?.id ?? newId(), path: here })
}

/** Makes a copy a data folder of its own. */
export function renewPlace(home: string): void {
  writePlace(home, { id: newId(), path: realpathSync(home) })
}

const newId = (): string => randomBytes(16).toString('hex')

/** Whether the same data folder is at the place that was noted, too, and is not this very one by another way. */
function isOther(known: Place, home: string): boolean {
  if (readPlace(known.path)?.id !== known.id) return false
  const [one, other] = [home, known.path].map((folder) => statSync(privateFolder(folder)))
  return one?.dev !== other?.dev || one?.ino !== other?.ino
}

function readPlace(home: string): Place | null {
  try {
    const read = JSON.parse(readFileSync(file(home), 'utf8')) as Partial<Record<keyof Place, unknown>>
    return typeof read.id === 'string' && typeof read.path === 'string'
      ? { id: read.id, path: read.path }
      : null
  } catch {
    return null
  }
}

function writePlace(home: string, place: Place): void {
  const temporary = `${file(home)}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(place)}\n`, { mode: 0o600 })
  renameSync(temporary, file(home))
}
