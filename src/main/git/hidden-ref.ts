import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'

/**
 * Sets a hidden reference of the workbench's own, as git's own commands do (`files_transaction_finish` of its
 * files-backend.c), without a process: its lock file is made, written and renamed. False if that is not for us to do, or
 * did not work: then git is to do it, or to say why not.
 *
 * @param commonDir the repository's git folder
 * @param oid an object that is there
 */
export function setHiddenRef(commonDir: string, ref: string, oid: string): boolean {
  if (!/^refs\/winnow\/[\w-]+\/[\w-]+$/.test(ref) || !/^[0-9a-f]{40,64}$/.test(oid)) return false
  if (!refsAreFiles(commonDir)) return false
  const file = path.join(commonDir, ref)
  const lock = `${file}.lock`
  const { O_CREAT, O_EXCL, O_WRONLY } = constants
  let opened: number
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    opened = openSync(lock, O_CREAT | O_EXCL | O_WRONLY, 0o666)
  } catch {
    return false
  }
  try {
    try {
      writeSync(opened, `${oid}\n`)
    } finally {
      closeSync(opened)
    }
    renameSync(lock, file)
    return true
  } catch {
    rmSync(lock, { force: true })
    return false
  }
}

/** Whether they are, as they were always before git 2.45; git reads that from this one file, without what it includes. */
function refsAreFiles(commonDir: string): boolean {
  try {
    return !/refstorage/i.test(readFileSync(path.join(commonDir, 'config'), 'latin1'))
  } catch {
    return false
  }
}
