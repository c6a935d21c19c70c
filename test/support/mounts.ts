import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Mounts a folder at another place too. */
export function bindMount(folder: string, place: string): void {
  execFileSync('mount', ['--bind', folder, place], { stdio: 'pipe' })
}

/** Takes the right to write through a mount that `bindMount` made. */
export function remountReadOnly(place: string): void {
  execFileSync('mount', ['-o', 'remount,bind,ro', place], { stdio: 'pipe' })
}

export function unmount(place: string): void {
  execFileSync('umount', ['--lazy', place], { stdio: 'pipe' })
}

/** Why nothing can be mounted here, or null where it can: only an administrator may, and in most containers nobody. */
export function mountObstacle(): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'winnow-mount-'))
  try {
    mkdirSync(path.join(folder, 'a'))
    mkdirSync(path.join(folder, 'b'))
    bindMount(path.join(folder, 'a'), path.join(folder, 'b'))
    unmount(path.join(folder, 'b'))
    return null
  } catch (error) {
    return `nothing can be mounted here (${error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)})`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
