import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Environment } from './adapter.ts'

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/**
 * The absolute path of a program, found as `execvp` would, or null. A name with a slash is looked at as it is;
 * relative entries of `PATH` are passed over, because they would mean another folder in every worktree.
 */
export async function findProgram(
  name: string,
  env: Environment,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const windows = platform === 'win32'
  const flavour = windows ? path.win32 : path.posix
  const endings = windows ? (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';') : ['']
  const folders =
    name.includes('/') || (windows && name.includes('\\'))
      ? ['']
      : ((windows ? (env['Path'] ?? env['PATH']) : env['PATH']) ?? '').split(flavour.delimiter)
  for (const folder of folders) {
    const candidate = folder === '' ? name : flavour.join(folder, name)
    if (!flavour.isAbsolute(candidate)) continue
    for (const ending of endings) if (await isExecutable(candidate + ending)) return candidate + ending
  }
  return null
}

/** The shell that runs command lines and its arguments before the line, or null when it can't be found. */
export async function findShell(
  chosen: string,
  env: Environment,
): Promise<{ readonly file: string; readonly args: readonly string[] } | null> {
  if (process.platform === 'win32' && chosen === '') {
    const file = await findProgram(env['ComSpec'] ?? 'cmd.exe', env)
    return file === null ? null : { file, args: ['/d', '/s', '/c'] }
  }
  const file = await findProgram(chosen || env['SHELL'] || '/bin/sh', env)
  return file === null ? null : { file, args: ['-c'] }
}
