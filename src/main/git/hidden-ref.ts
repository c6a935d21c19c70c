import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { withPlainFile } from './plain-file.ts'

/**
 * Sets a hidden reference of the workbench's own, as git's own commands do (`files_transaction_finish` of its
 * files-backend.c), without a process: its lock file is made, written and renamed. False if that is not for us to do, or
 * did not work: then git is to do it, or to say why not.
 *
 * @param commonDir the repository's git folder
 * @param oid an object that is there
 */
export async function setHiddenRef(commonDir: string, ref: string, oid: string): Promise<boolean> {
  if (!/^refs\/winnow\/[\w-]+\/[\w-]+$/.test(ref) || !/^[0-9a-f]{40,64}$/.test(oid)) return false
  if (!(await refsAreFiles(commonDir))) return false
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
async function refsAreFiles(commonDir: string): Promise<boolean> {
  try {
    const config = await withPlainFile(path.join(commonDir, 'config'), (handle) => handle.readFile('latin1'))
    return config !== null && !/refstorage/i.test(config)
  } catch {
    return false
  }
}
