import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { err, ok, type Result } from '#shared/base/result.ts'
import type { SystemFailure } from '#shared/contract/workbench.ts'
import { fillWords, splitCommandLine } from './command-line.ts'

export interface ExternalOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: string
}

/** Programs that are looked for on PATH, the first found is used. */
const editors = [
  'code -g {file}:{line}',
  'cursor -g {file}:{line}',
  'zed {file}:{line}',
  'subl {file}:{line}',
  'idea --line {line} {file}',
  'gvim +{line} {file}',
  'kate -l {line} {file}',
  'gedit {file} +{line}',
]
const terminals: Readonly<Record<string, readonly string[]>> = {
  linux: [
    'x-terminal-emulator --working-directory={folder}',
    'gnome-terminal --working-directory={folder}',
    'konsole --workdir {folder}',
    'kitty --directory {folder}',
    'alacritty --working-directory {folder}',
    'xterm -e sh -c "cd \\"\\$1\\" && exec \\"\\${SHELL:-sh}\\"" sh {folder}',
  ],
  darwin: ['open -a Terminal {folder}'],
  win32: ['wt -d {folder}'],
}

/** Opens a file at a line in the person's editor: the configured command, else one found on PATH. */
export function openEditor(
  configured: string,
  place: { readonly file: string; readonly line: number; readonly folder: string },
  options: ExternalOptions,
): Promise<Result<null, SystemFailure>> {
  return start('an editor', configured, editors, { ...place, line: String(place.line) }, options)
}

/** Opens a terminal in a folder: the configured command, else one found on PATH. */
export function openTerminal(
  configured: string,
  folder: string,
  options: ExternalOptions,
): Promise<Result<null, SystemFailure>> {
  return start('a terminal', configured, terminals[options.platform] ?? [], { folder }, options)
}

function start(
  what: string,
  configured: string,
  known: readonly string[],
  values: Readonly<Record<string, string>>,
  options: ExternalOptions,
): Promise<Result<null, SystemFailure>> {
  const chosen = configured.trim() || known.find((line) => onPath(line.split(' ')[0] ?? '', options))
  const fail = (kind: SystemFailure['kind'], message: string): Promise<Result<null, SystemFailure>> =>
    Promise.resolve(err({ kind, message }))
  if (!chosen)
    return fail(
      'noProgram',
      `No program that is ${what} was found. Nothing was opened. Name one in the settings, or copy the path.`,
    )
  const words = splitCommandLine(chosen)
  const filled = words ? fillWords(words, values) : []
  const [program, ...args] = filled
  if (!program)
    return fail(
      'failed',
      `The command "${chosen}" can't be read. Nothing was opened. Correct it in the settings.`,
    )
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: values['folder'],
      env: options.env,
      detached: true,
      stdio: 'ignore',
    })
    child.once('error', (error) =>
      resolve(
        err({
          kind: 'failed',
          message: `"${program}" could not be started (${error.message}). Nothing was opened. Correct the command in the settings.`,
        }),
      ),
    )
    child.once('spawn', () => {
      child.unref()
      resolve(ok(null))
    })
  })
}

function onPath(program: string, options: ExternalOptions): boolean {
  return (options.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    if (folder === '') return false
    try {
      accessSync(path.join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
