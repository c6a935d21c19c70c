import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Settings } from '#shared/domain/settings/settings.ts'
import type { Environment } from './adapter.ts'
import type { Containment } from './containment.ts'
import { bubblewrapArguments } from './file-access.ts'
import { findProgram } from './program.ts'
import { sandboxTrial } from '../system/folders-of-turns.ts'
import { TurnProcesses } from './turn-processes.ts'

/** Whether what agents run can be kept from files, and by what. */
export type Sandbox =
  | { readonly kind: 'bubblewrap'; /** The program's path. */ readonly program: string }
  /** `why` is a sentence; `by` whether the person wants none, or this machine has none. */
  | { readonly kind: 'none'; readonly why: string; readonly by: 'person' | 'machine' }

/**
 * For one run of the workbench: `off` where something else keeps Winnow and its agents already, `all` for commands of the
 * person's own, too.
 */
const variable = 'WINNOW_SANDBOX'

/** What keeps commands from files on this machine, as the setting is now. What can be done is tried out once. */
export class Sandboxes {
  readonly #env: Environment
  readonly #folder: string
  #found: Promise<Sandbox> | null = null

  /** `folder` is where the trial is made; what a killed workbench leaves of one is removed there by the next. */
  constructor(env: Environment, folder: string = tmpdir()) {
    this.#env = env
    this.#folder = folder
  }

  /**
   * `wanted` is the setting, `isOwn` whether it is for a command of the person's own. `containment` is what holds the turn's
   * processes.
   */
  get(wanted: Settings['sandbox'], isOwn: boolean, containment: Containment): Promise<Sandbox> {
    const none = (why: string): Promise<Sandbox> => Promise.resolve({ kind: 'none', why, by: 'person' })
    if (wanted === 'off') return none('The sandbox is off in the settings.')
    if (isOwn && wanted !== 'all' && this.#env[variable] !== 'all')
      return none('A command of your own is not kept in a sandbox, unless the settings say so.')
    return (this.#found ??= findSandbox(this.#env, containment, this.#folder))
  }
}

async function findSandbox(env: Environment, containment: Containment, folder: string): Promise<Sandbox> {
  if (env[variable] === 'off')
    return { kind: 'none', why: `${variable} says that the sandbox is off.`, by: 'person' }
  const none = (why: string): Sandbox => ({ kind: 'none', why, by: 'machine' })
  if (process.platform !== 'linux') return none('On this system Winnow knows no sandbox.')
  const program = await findProgram('bwrap', env)
  if (program === null) return none('There is no sandbox, since bubblewrap is not installed.')
  const fault = await tryOut(program, containment, folder)
  if (fault === null) return { kind: 'bubblewrap', program }
  return none(`There is no sandbox, since bubblewrap does not work here (${fault}).`)
}

/** What the program says of itself, where it can't be started; empty where it can. */
async function complaint(program: string, args: readonly string[]): Promise<string> {
  const said = await promisify(execFile)(program, [...args, 'true']).then(
    () => '',
    (error: { readonly stderr?: string; readonly message: string }) => error.stderr || error.message,
  )
  return said.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
}

/** Has a command in it write where it may not, just as those of turns are run; what is wrong, in a few words, or null. */
async function tryOut(program: string, containment: Containment, folder: string): Promise<string | null> {
  const root = await mkdtemp(path.join(await realpath(folder), sandboxTrial))
  try {
    const [open, hidden] = [path.join(root, 'open'), path.join(root, 'hidden')]
    for (const made of [open, hidden]) await mkdir(made)
    await writeFile(path.join(hidden, 'secret'), '')
    const access = { hidden: [hidden], closed: [], readable: [], writable: [open], kept: [] }
    const processes = new TurnProcesses({
      containment,
      mark: {},
      sandbox: {
        before: () => Promise.resolve([program, ...bubblewrapArguments(access)]),
        env: {},
        network: null,
      },
    })
    const trial = await processes.start({
      file: '/bin/sh',
      args: [
        '-c',
        'echo in >inside && ! (: >../outside) 2>/dev/null && ! test -e ../hidden/secret && exit 7',
      ],
      folder: open,
      env: { PATH: process.env['PATH'] ?? '' },
      input: 'none',
      onOutput: () => Promise.resolve(),
    })
    const end = await trial.ended
    await processes.stop()
    const wrote = await readFile(path.join(open, 'inside'), 'utf8').catch(() => null)
    if (end.kind === 'exited' && end.exitCode === 7 && wrote === 'in\n') return null
    return (await complaint(program, bubblewrapArguments(access))) || 'it does not keep what it should'
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
