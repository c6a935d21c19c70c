import { execFile } from 'node:child_process'
import { closeSync, constants, lstatSync, mkdirSync, openSync, readSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** What every git of one data folder has open as long as it runs. */
export interface ProcessMark {
  /** Given to each git as one more descriptor; null where there are no named pipes. */
  readonly descriptor: number | null
  /** Whether a git that a killed owner started was still at work when the patience was over. */
  readonly outlived: boolean
  dispose(): void
}

const none: ProcessMark = { descriptor: null, outlived: false, dispose: () => undefined }

/**
 * Waits until no git is at work any more that an earlier owner of this data folder started, at most `patience`
 * milliseconds, and gives the mark for those of this one. A git whose owner was killed goes on: a `worktree add` that
 * was just begun would otherwise make its folder after recovery had looked for it.
 *
 * The mark is the writing end of a named pipe, into which nobody ever writes. Every git inherits it, with all that it
 * starts itself, and the system closes it however they end: reading then gives the end of the file, and before that
 * "try again".
 */
export async function markProcesses(home: string, patience = 10_000): Promise<ProcessMark> {
  const file = path.join(home, 'git.fifo')
  if (process.platform === 'win32' || !(await makePipe(file))) return none
  let reader: number
  try {
    reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return none
  }
  try {
    const end = performance.now() + patience
    while (isHeld(reader) && performance.now() < end) await pause(10)
    const outlived = isHeld(reader)
    const descriptor = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK)
    return { descriptor, outlived, dispose: () => closeSync(descriptor) }
  } catch {
    return none
  } finally {
    closeSync(reader)
  }
}

/** Whether someone has the pipe open for writing. */
function isHeld(reader: number): boolean {
  try {
    readSync(reader, Buffer.alloc(1))
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return true
    throw error
  }
}

/** Whether there is a pipe of that name, made if need be. Not every file system has them. */
async function makePipe(file: string): Promise<boolean> {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    return lstatSync(file).isFIFO()
  } catch {
    return new Promise((resolve) => {
      execFile('mkfifo', ['-m', '600', file], { env: { PATH: process.env['PATH'] } }, (error) =>
        resolve(error === null),
      )
    })
  }
}
