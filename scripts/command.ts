import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

/** The top of the checkout. */
export const root: string = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

export interface Finished {
  readonly exitCode: number
  /** Both outputs, in the order they came; empty when they were shown. */
  readonly output: string
}

/**
 * Runs a command to its end and gives its exit code; a command that could not start gives 127, one that was
 * stopped by a signal or by `timeout` (milliseconds) 124. `show` passes its output through.
 */
export function run(
  command: string,
  args: readonly string[],
  options: {
    readonly show?: boolean | undefined
    readonly folder?: string | undefined
    readonly env?: NodeJS.ProcessEnv | undefined
    readonly timeout?: number | undefined
  } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.folder ?? root,
      env: withOwnTools(options.env ?? process.env),
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      ...(options.timeout ? { timeout: options.timeout } : {}),
    })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', (error) => resolve({ exitCode: 127, output: error.message }))
    child.on('close', (exitCode) =>
      resolve({ exitCode: exitCode ?? 124, output: Buffer.concat(chunks).toString('utf8') }),
    )
  })
}

/** The project's own Node comes first, whichever one started the script. */
function withOwnTools(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const tools = path.join(root, 'node_modules', '.bin')
  return { ...env, PATH: [tools, env['PATH'] ?? ''].join(path.delimiter) }
}

/** Path of a tool of the project's own dependencies. */
export function tool(name: string): string {
  return path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
}

/** First of `names` found on PATH, as an absolute path, or null. */
export function findProgram(names: readonly string[]): string | null {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', name], { encoding: 'utf8' })
    const place = found.stdout?.trim()
    if (found.status === 0 && place?.startsWith('/')) return place
  }
  return null
}

/**
 * Installs Debian packages where that is possible without asking: as root, or with a sudo that needs no password.
 * Gives whether it worked.
 */
export async function installDebianPackages(packages: readonly string[]): Promise<boolean> {
  if (process.platform !== 'linux' || !findProgram(['apt-get'])) return false
  const asRoot = process.getuid?.() === 0
  if (!asRoot && (!findProgram(['sudo']) || spawnSync('sudo', ['-n', 'true']).status !== 0)) return false
  const apt = async (args: readonly string[]): Promise<boolean> => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args]
    const [program = 'env', ...rest] = asRoot ? command : ['sudo', '-n', ...command]
    return (await run(program, rest, { timeout: 600_000 })).exitCode === 0
  }
  await apt(['update'])
  return apt(['install', '-y', '--no-install-recommends', ...packages])
}
