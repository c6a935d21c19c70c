import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { readPlainFile, withPlainFile } from './plain-file.ts'

/** All hidden references are below it. */
export const hiddenRoot = 'refs/winnow'

/** Every hidden reference of a session begins so; ends in a slash. */
export function sessionRefs(session: string): string {
  return `${hiddenRoot}/${session}/`
}

/** Keeps the commit that a session starts from, and that its revisions are held against. */
export function baseRef(session: string): string {
  return `${sessionRefs(session)}base`
}

/** Keeps a revision's snapshot; `number` is 1 for r1. */
export function revisionRef(session: string, number: number): string {
  return `${sessionRefs(session)}r${number}`
}

/**
 * Keeps the tree that a session's `number`th landing made its base, which may be in no commit: of a landing that was merged,
 * or that is in a checkout.
 */
export function landedRef(session: string, number: number): string {
  return `${sessionRefs(session)}landed-${number}`
}

/** Keeps the checkpoints in a turn of the session: the newest, of which the others are ancestors. */
export function stepsRef(session: string, turn: number): string {
  return `${sessionRefs(session)}steps-${turn}`
}

/** Keeps staged content that a landing moved out of the index; `number` counts them, from 1. */
export function stagedRef(session: string, number: number): string {
  return `${sessionRefs(session)}staged-${number}`
}

/** Keeps the entries that the repository's stash had before a turn of the session. */
export function stashRef(session: string): string {
  return `${sessionRefs(session)}stash`
}

/** Keeps those of them that were gone after its turn of this number. */
export function takenStashRef(session: string, turn: number): string {
  return `${sessionRefs(session)}stash-${turn}`
}

/** A name that one of the functions above may have made. */
const hidden = new RegExp(`^${hiddenRoot}/[\\w-]+/[\\w-]+$`)

/**
 * Sets a hidden reference of the workbench's own, as git's own commands do (`files_transaction_finish` of its
 * files-backend.c), without a process: its lock file is made, written and renamed. False if that is not for us to do, or
 * did not work: then git is to do it, or to say why not.
 *
 * @param commonDir the repository's git folder
 * @param oid an object that is there
 * @param from what the reference is now, null if there is none: it is moved from that alone
 */
export async function setHiddenRef(
  commonDir: string,
  ref: string,
  oid: string,
  from: string | null,
): Promise<boolean> {
  if (!hidden.test(ref) || !/^[0-9a-f]{40,64}$/.test(oid)) return false
  if (!(await refsAreOurs(commonDir))) return false
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
      // Under the lock. What is in no file of its own may be among the packed ones, which are git's to read.
      if ((await looseRef(file)) !== from || (from === null && (await hasPacked(commonDir, ref))))
        throw new Error('it is another now')
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

async function looseRef(file: string): Promise<string | null> {
  const text = await readPlainFile(file, 1000)
  // What is no name of an object (a power cut left it empty) names nothing.
  return /^([0-9a-f]{40,64})\s*$/.exec(text ?? '')?.[1] ?? null
}

async function hasPacked(commonDir: string, ref: string): Promise<boolean> {
  try {
    const packed = await withPlainFile(path.join(commonDir, 'packed-refs'), (handle) =>
      handle.readFile('latin1'),
    )
    return packed === null || packed.includes(` ${ref}\n`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/**
 * Whether they are, as they were always before git 2.45; git reads that from this one file, without what it includes. Of a
 * repository that is shared with others, git gives each folder and file its permissions.
 */
async function refsAreOurs(commonDir: string): Promise<boolean> {
  try {
    const config = await withPlainFile(path.join(commonDir, 'config'), (handle) => handle.readFile('latin1'))
    return config !== null && !/refstorage|sharedrepository|\[include/i.test(config)
  } catch {
    return false
  }
}
