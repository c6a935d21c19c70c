import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Waits until a file or folder is on the disk; on some systems a folder can't be waited for. */
export function synchronize(name: string): void {
  let descriptor: number
  try {
    descriptor = openSync(name, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (process.platform !== 'win32') throw error
  } finally {
    closeSync(descriptor)
  }
}
