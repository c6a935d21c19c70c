import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { databaseFile, privateFolder } from '../store/data-folder.ts'
import { copyOf } from './place.ts'

/** Why a data folder can't be owned here, though it can be read. */
export interface OnlyRead {
  /** What the person is told beside what was read. */
  readonly notice: string
  /** What refuses everything that does more than read. */
  readonly refusal: string
}

/**
 * Whether a data folder can't be owned and is only read: it is a copy of one that is still there, or this process may not
 * write in it. Null where it can be owned, or is none. Only reads.
 */
export function onlyReadReason(home: string): OnlyRead | null {
  if (partsOf(home).length === 0) return null
  const other = copyOf(home)
  if (other !== null)
    return {
      notice: `The data folder ${home} is a copy of ${other}, which is still there, so it is only read: nothing in it is changed. \`winnow adopt\` would make it one of its own, with your settings, drafts and repositories, and set its sessions aside.`,
      refusal: `The data folder ${home} is a copy of ${other}, which is still there, so it is only read. Nothing was changed. Do it in the other one.`,
    }
  const closed = closedPart(home)
  if (closed === null) return null
  return {
    notice: `The data folder ${home} can’t be written (${closed}), so it is only read, as it stands: nothing in it is changed. \`winnow adopt\` is for a copy that can be written: it would make that one of its own, without the sessions.`,
    refusal: `The data folder ${home} can’t be written, so it is only read. Nothing was changed. Make it writable, or name another one in WINNOW_HOME.`,
  }
}

/** What of a data folder this process may not write, of what is there; null where it may. Only reads. */
export function closedPart(home: string): string | null {
  const all = [home, ...partsOf(home)].filter(existsSync)
  return all.find((place) => !isWritable(place)) ?? null
}

/** What makes a folder a data folder, of this version or the first. */
function partsOf(home: string): readonly string[] {
  return [privateFolder(home), databaseFile(home), path.join(home, 'winnow.db')].filter(existsSync)
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}
